# For those with a container engine and no Debian 12; compose.yaml says how. Written with care, not tested.

# Asterisk 22, and the Python its fallback script runs on.
FROM debian:forky-slim AS asterisk
RUN apt-get update \
    && apt-get install -y --no-install-recommends asterisk asterisk-modules ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/*
COPY agi /opt/estateline/agi
# As many as the rooms' user, so that both may write the state folder.
RUN useradd --uid 5060 --home-dir /var/lib/estateline --create-home estateline
USER estateline
ENV PYTHONPATH=/var/lib/estateline/asterisk/lib/python:/opt/estateline
CMD ["asterisk", "-f", "-C", "/var/lib/estateline/asterisk/etc/asterisk.conf"]

# Engine and back office.
FROM debian:bookworm-slim AS rooms
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates espeak-ng fonts-noto-cjk python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/estateline
COPY . .
# The first makes the Python environment, the second fetches the pages' libraries.
RUN ./estateline help \
    && .parts/venv/bin/python -c "from ops.front import ensure_front; ensure_front()" \
    && useradd --uid 5060 --home-dir /var/lib/estateline --create-home estateline
USER estateline
ENV ESTATELINE_HOME=/var/lib/estateline ASTERISK=system LANG=C.UTF-8
CMD ["./estateline", "run", "web"]
