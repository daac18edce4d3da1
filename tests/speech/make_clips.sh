#!/bin/sh
# Makes the clips of this folder: speech as a telephone line carries it (8 kHz mu-law, 300-3400 Hz).
# Needs Debian's flite, festival, festvox-ru, espeak-ng and sox.
# Voices: flite slt and rms (CMU Arctic, free of charge for any use), festival
# voice_msu_ru_nsh_clunits (BSD-like licence of festvox-ru), espeak-ng ko (GPL-3.0-or-later).
set -eu
cd "$(dirname "$0")"
spoken=$(mktemp --suffix=.wav)
trap 'rm -f "$spoken"' EXIT

on_the_line() {
    sox "$spoken" -r 8000 -c 1 -e mu-law "$1.wav" sinc 300-3400 gain -n -6 pad 0.2 0.3
}

english() {
    flite -voice "$1" -t "$2" -o "$spoken"
    on_the_line "$(echo "$2" | tr ' ' _)"
}

russian() {
    echo "$1" | text2wave -eval '(voice_msu_ru_nsh_clunits)' -o "$spoken"
    on_the_line "$(echo "$1" | tr ' ' _)"
}

korean() {
    espeak-ng -v ko -s 150 -p 30 -w "$spoken" "$1"
    on_the_line "$(echo "$1" | tr ' ' _)"
}

english slt 'take me off your list and never call me again'
english rms 'please remove my number from your list'
english slt 'no thank you i am not interested'
english slt 'yes'
russian 'не звоните мне больше'
russian 'вы ошиблись номером'
russian 'прекратите мне звонить'
korean '아니요 감사합니다'
