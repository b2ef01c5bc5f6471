"""The rating of organisations as plain arithmetic: counts and a published method in, points out."""

from ngos.rating.inputs import Count, Inputs, InputsUnreadable, inputs_from, inputs_record
from ngos.rating.method import (
    Group,
    Indicator,
    Kind,
    Method,
    MethodChanged,
    MethodUnknown,
    Terms,
    current_method,
    known_versions,
    method_of,
    method_text,
    read_method,
)
from ngos.rating.people import Fact, Voice, content, in_steps, returned
from ngos.rating.score import Part, Result, points_of, rate, result_record
from ngos.rating.steps import Step, next_steps

__all__ = [
    "Count",
    "Fact",
    "Group",
    "Indicator",
    "Inputs",
    "InputsUnreadable",
    "Kind",
    "Method",
    "MethodChanged",
    "MethodUnknown",
    "Part",
    "Result",
    "Step",
    "Terms",
    "Voice",
    "content",
    "current_method",
    "in_steps",
    "inputs_from",
    "inputs_record",
    "known_versions",
    "method_of",
    "method_text",
    "next_steps",
    "points_of",
    "rate",
    "read_method",
    "result_record",
    "returned",
]
