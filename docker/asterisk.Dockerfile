# Asterisk from Debian's packages, without their configuration: ours is mounted, rendered by
# voicebot from asterisk-config/ (see docker-compose.yml).
ARG SUITE=forky
FROM debian:${SUITE}-slim

# The newest security fixes of the suite are wanted, so no version is pinned.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
      asterisk asterisk-core-sounds-en-wav asterisk-core-sounds-ru-wav \
 && rm -rf /var/lib/apt/lists/* /etc/asterisk/* \
 && ln -s /usr/lib/*/asterisk/modules /usr/share/asterisk/modules \
 && groupadd --gid 10001 voicebot \
 && useradd --uid 10001 --gid voicebot --home-dir /var/lib/voicebot --no-log-init voicebot \
 && install --directory --owner voicebot --group voicebot --mode 0700 /var/lib/voicebot

USER 10001:10001
WORKDIR /var/lib/voicebot
ENTRYPOINT ["asterisk", "-f"]
CMD ["-C", "/var/lib/voicebot/asterisk/etc/asterisk.conf"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["asterisk", "-C", "/var/lib/voicebot/asterisk/etc/asterisk.conf", "-rx", "core waitfullybooted"]
