# One image for three services: web, worker and beat differ only in their command.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

WORKDIR /srv/asar

COPY requirements/run.txt requirements/run.txt
RUN pip install --require-hashes -r requirements/run.txt \
    && python -m compileall -q /usr/local/lib/python3.13/site-packages

RUN useradd --system --uid 10001 --home-dir /srv/asar asar

COPY . .
# What the matching engine compiles on first use lives and dies with the container: never stale after an upgrade.
ENV ASAR_DATA_DIR=/srv/asar/var \
    ASAR_STATIC_DIR=/srv/asar/static \
    NUMBA_CACHE_DIR=/tmp/numba
# Collected while building: static files belong to the image, not to a volume. Its key signs nothing.
RUN SECRET_KEY=unused-while-building python manage.py collectstatic --no-input \
    && mkdir -p /srv/asar/vault \
    && chown --recursive asar /srv/asar/var /srv/asar/vault

USER asar
EXPOSE 8000

CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers", "config.wsgi:application"]
