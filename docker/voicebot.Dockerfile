# voicebot itself. The libraries are those of requirements.lock, checked by their hashes.
FROM python:3.11-slim-bookworm AS libraries

COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/voicebot \
 && /opt/voicebot/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock
COPY pyproject.toml README.md LICENSE /src/
COPY voicebot /src/voicebot
RUN /opt/voicebot/bin/pip install --no-cache-dir --no-deps --no-build-isolation /src


FROM python:3.11-slim-bookworm

# The newest security fixes of the release are wanted, so no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends espeak-ng libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 voicebot \
 && useradd --uid 10001 --gid voicebot --home-dir /var/lib/voicebot --no-log-init voicebot \
 && install --directory --owner voicebot --group voicebot --mode 0700 /var/lib/voicebot

COPY --from=libraries /opt/voicebot /opt/voicebot
COPY dialplans /srv/voicebot/dialplans
COPY asr_models /srv/voicebot/asr_models
COPY models /srv/voicebot/models
COPY asterisk-config /srv/voicebot/asterisk-config

ENV PATH=/opt/voicebot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VOICEBOT_HOME=/var/lib/voicebot \
    VOICEBOT_PBX=docker

USER 10001:10001
WORKDIR /srv/voicebot
ENTRYPOINT ["voicebot"]
CMD ["serve"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["voicebot", "pbx", "status"]
