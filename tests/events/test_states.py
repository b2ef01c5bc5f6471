"""The tables of states: every pair of state and event, on the real rows; and nobody else who writes them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from events import errors
from events.enums import SEAT_HOLDING, SignUpStatus, SwapAnswer
from events.models import ShiftRole, SignUp, SwapOffer, WaitlistEntry
from events.services import placing
from events.services.states import (
    QUEUE_TABLE,
    SIGNUP_TABLE,
    SWAP_TABLE,
    QueueEvent,
    QueueState,
    SignUpEvent,
    answer_swaps,
    move_entries,
    move_signup,
    move_signups,
    new_entry,
    new_signup,
)
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

ROOT = Path(__file__).parents[2]
PRODUCT = (
    "accounts",
    "core",
    "events",
    "matching",
    "ngos",
    "places",
    "portal",
    "recognition",
    "reports",
    "volunteers",
)
PAIRS = [(status, event) for status in SignUpStatus for event in SignUpEvent]
ENTERING = {SignUpEvent.INVITE, SignUpEvent.HOLD, SignUpEvent.CONFIRM}


def a_signup(status, now):
    signup = make_signup(make_role(capacity=2), make_volunteer(), status=SignUpStatus.DECLINED)
    taken = int(status in SEAT_HOLDING)
    ShiftRole.objects.filter(pk=signup.role_id).update(taken_count=taken)
    SignUp.objects.filter(pk=signup.pk).update(status=status, held_until=now)
    return SignUp.objects.select_related("role", "shift__opportunity").get(pk=signup.pk)


def row(signup):
    return SignUp.objects.filter(pk=signup.pk).values().get(), ShiftRole.objects.get(pk=signup.role_id).taken_count


@pytest.mark.parametrize(("status", "event"), PAIRS)
def test_an_event_makes_of_a_signup_what_the_table_says_and_nothing_else(status, event, now, db):
    signup, after = a_signup(status, now), SIGNUP_TABLE[event].get(status)
    before = row(signup)

    if after is None:
        with pytest.raises(errors.SignUpClosed) as refusal:
            move_signup(signup, event, now=now)
        assert str(refusal.value) == str(errors.SignUpClosed(status=status)) != str(errors.SignUpClosed())
        assert row(signup) == before
    else:
        move_signup(signup, event, now=now)
        assert row(signup) == (before[0] | {"status": after, "answered_at": now}, before[1])


@pytest.mark.parametrize(("status", "event"), [pair for pair in PAIRS if pair[1] not in ENTERING])
def test_an_event_that_ends_a_place_frees_the_seat_exactly_when_the_table_says_so(status, event, now, db):
    signup, after = a_signup(status, now), SIGNUP_TABLE[event].get(status)
    before = row(signup)

    if after is None:
        with pytest.raises(errors.SignUpClosed):
            placing.free_seat(signup, event=event, now=now)
        assert row(signup) == before
    else:
        placing.free_seat(signup, event=event, now=now)
        assert (row(signup)[0]["status"], row(signup)[1]) == (after, 0)


@pytest.mark.parametrize(("status", "event"), PAIRS)
def test_many_move_as_one_does(status, event, now, db):
    signup, after = a_signup(status, now), SIGNUP_TABLE[event].get(status, status)

    moved = move_signups(SignUp.objects.filter(pk=signup.pk), event, now=now)

    assert (row(signup)[0]["status"], moved) == (after, int(after != status))


@pytest.mark.parametrize("event", SignUpEvent)
def test_a_signup_begins_with_three_events_only(event):
    begins = SIGNUP_TABLE[event].get(None)

    if begins is None:
        with pytest.raises(errors.SignUpClosed):
            new_signup(event)
    else:
        assert new_signup(event).status == begins
    assert (begins is not None) == (event in ENTERING)


def test_a_signup_that_somebody_moved_meanwhile_is_left_alone(now, db):
    signup = a_signup(SignUpStatus.CONFIRMED, now)
    SignUp.objects.filter(pk=signup.pk).update(status=SignUpStatus.CANCELLED)

    with pytest.raises(errors.SignUpClosed):
        move_signup(signup, SignUpEvent.WITHDRAW, now=now)

    assert row(signup)[0]["status"] == SignUpStatus.CANCELLED


def an_entry(state, now):
    entry = new_entry(make_role(), make_volunteer(), now=now)
    moments = {QueueState.OFFERED: {"offered_at": now}, QueueState.LEFT: {"left_at": now}}.get(state, {})
    WaitlistEntry.objects.filter(pk=entry.pk).update(**moments)
    return entry


def queue_state(entry):
    kept = WaitlistEntry.objects.get(pk=entry.pk)
    ended = QueueState.LEFT if kept.left_at else QueueState.WAITING
    return QueueState.OFFERED if kept.offered_at else ended


@pytest.mark.parametrize("state", QueueState)
@pytest.mark.parametrize("event", [event for event in QueueEvent if event != QueueEvent.JOIN])
def test_an_event_makes_of_a_place_in_a_queue_what_the_table_says(state, event, now, db):
    entry, after = an_entry(state, now), QUEUE_TABLE[event].get(state)

    moved = move_entries(WaitlistEntry.objects.filter(pk=entry.pk), event, now=now)

    assert (queue_state(entry), moved) == (after or state, int(after is not None))


@pytest.mark.parametrize("state", ["", *SwapAnswer.values])
@pytest.mark.parametrize("answer", SwapAnswer)
def test_an_offered_place_is_answered_once(state, answer, now, db):
    signup = make_signup(make_role(), make_volunteer())
    offer = SwapOffer.objects.create(
        signup=signup, made_at=now, answer=state, answered_at=now if state else None, volunteer=None
    )
    after = SWAP_TABLE[answer].get(state)

    answered = answer_swaps(SwapOffer.objects.filter(pk=offer.pk), answer, now=now)

    offer.refresh_from_db()
    assert (offer.answer, answered) == (after or state, int(after is not None))


def test_who_takes_a_place_waits_no_longer_on_the_same_shift(now, db):
    shift = make_shift(make_opportunity())
    full, free, person = make_role(shift, capacity=1), make_role(shift), make_volunteer(user=make_user())
    entry = new_entry(full, person, now=now)

    placing.take_seat(free, person, origin="self", now=now)

    assert queue_state(entry) == QueueState.LEFT


# Nobody else writes. What a state is written to is read from the words: the model the chain begins with, or the
# vocabulary the value belongs to. Everything of which neither says that it is another table counts as a sign-up's.
WRITERS = {"update", "create", "get_or_create", "update_or_create", "bulk_update", "save"}
COLUMNS = {"status": "SignUp", "offered_at": "WaitlistEntry", "left_at": "WaitlistEntry"}
OTHER_WORDS = {"OpportunityStatus", "ShiftStatus", "ConcernStatus", "RunStatus", "SuggestionStatus"}
ALLOWED = {"events/services/states.py"}
# A made-up town is written as rows: its past cannot be lived through.
INVENTED = "reports/management/demo/"


def root_of(node: ast.AST) -> str:
    """The name a chain of calls and attributes begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


Write = tuple[str, int, str, ast.AST]


def assigned(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> Iterator[Write]:
    """Guarded columns an assignment writes, tuples part by part."""
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        parts = getattr(target, "elts", [target])
        values = getattr(node.value, "elts", [])
        values = values if len(values) == len(parts) else [node.value] * len(parts)
        for part, value in zip(parts, values, strict=True):
            if isinstance(part, ast.Attribute) and part.attr in COLUMNS:
                yield part.attr, node.lineno, root_of(part), value


def called(node: ast.Call) -> Iterator[Write]:
    """Guarded columns a call writes: a query, a model, or setattr."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in WRITERS or name in COLUMNS.values():
        for word in node.keywords:
            if word.arg in COLUMNS:
                yield word.arg, node.lineno, root_of(node.func), word.value
    if name == "setattr" and getattr(node.args[1], "value", "") in COLUMNS:
        yield node.args[1].value, node.lineno, root_of(node.args[0]), node.args[2]


def writes(tree: ast.AST) -> Iterator[Write]:
    """Every write of a guarded column: column, line, what the chain begins with, the value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            yield from assigned(node)
        elif isinstance(node, ast.Call):
            yield from called(node)


def origins(tree: ast.AST) -> dict[str, str]:
    """What the names of a source stand for, where it is one thing throughout: the model a query begins with."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, set()).add(root_of(node.value))
    return {name: next(iter(roots)) for name, roots in found.items() if len(roots) == 1}


def foreign(source: str, name: str) -> list[str]:
    """Where a source writes the state of a sign-up or of a place in a queue, though it is not the one that may."""
    if name in ALLOWED or name.startswith(INVENTED):
        return []
    tree = ast.parse(source)
    if (
        not {"SignUp", "SignUpStatus", "WaitlistEntry"}
        & {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}
        and "signup" not in source.lower()
    ):
        return []
    found, models = [], origins(tree)
    for column, line, root, value in writes(tree):
        model = models.get(root, root)
        is_other_model = model[:1].isupper() and model not in COLUMNS.values()
        is_other_word = root_of(value) in OTHER_WORDS
        if not is_other_model and not is_other_word:
            found.append(f"{name}:{line} {column} of {root}")
    return found


def sources() -> Iterator[tuple[str, str]]:
    for package in PRODUCT:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))


def test_nobody_else_writes_where_a_signup_stands():
    found = [line for source, name in sources() for line in foreign(source, name)]
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "signup.status = SignUpStatus.CONFIRMED",
        "SignUp.objects.filter(pk=1).update(status='confirmed')",
        "released = SignUp.objects.all()\nreleased.update(status=SignUpStatus.CANCELLED, answered_at=now)",
        "SignUp(role=role, status=SignUpStatus.INVITED)",
        "SignUp.objects.create(status=after)",
        "setattr(signup, 'status', after)",
        "WaitlistEntry.objects.waiting().update(left_at=now)",
        "entry.offered_at = now  # SignUp",
        "role.signups.update(status=SignUpStatus.CANCELLED)",
    ],
)
def test_a_planted_writer_is_found(planted):
    source = f"from events.models import SignUp\nSignUp\n{planted}\n"
    assert len(foreign(source, "events/services/planted.py")) == 1


def test_the_document_shows_the_table_as_it_is():
    text = (ROOT / "docs/sign-ups.md").read_text(encoding="utf-8")
    lines = text.split("<!-- signups -->")[1].split("<!-- end -->")[0].strip().splitlines()[2:]
    shown = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
    states = (None, *SEAT_HOLDING)
    assert shown == [[event, *(steps.get(state, "") for state in states)] for event, steps in SIGNUP_TABLE.items()]
    assert all(set(steps) <= set(states) for steps in SIGNUP_TABLE.values())
