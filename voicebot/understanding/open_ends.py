"""The words and tails of speech that is not finished, and of speech that is, by language.

All are in the form of `words.words_of`: small letters, «е» for «ё».
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenEnds:
    """What the last words tell. A tail is the last words of what was said."""

    fillers: frozenset[str]
    """Sounds and words that hold the floor while the next words are looked for."""

    leading: frozenset[str]
    """Words that always lead to another one: conjunctions, articles, most prepositions."""

    stranded: frozenset[str]
    """Prepositions that may end a question ("where are you calling from")."""

    askers: frozenset[str]
    """Words that a question asks with."""

    subjects: frozenset[str]
    """Pronouns that a verb must follow."""

    before_subject: frozenset[str]
    """After such a word they may stand last ("neither do I", «это я»)."""

    owners: frozenset[str]
    """Words of possession that lead to what is possessed."""

    after_noun: frozenset[str]
    """After such a word an owner may stand last («номер не мой»)."""

    helpers: frozenset[str]
    """Verbs that lead to another word unless a pronoun stands before them ("yes it is")."""

    persons: frozenset[str]
    """Those pronouns."""

    joiners: frozenset[str]
    """After such a word a pronoun begins a clause: "when you", «но мне»."""

    joined: frozenset[str]
    """Those pronouns."""

    tails: frozenset[tuple[str, ...]]
    """Ends that promise more: "can I", «меня зовут»."""

    complete: frozenset[tuple[str, ...]]
    """Ends that promise nothing, although their last word often does: "hold on", «не очень»."""

    lead_ins: frozenset[str]
    """Words before an opening that change nothing: "okay", «ну»."""

    openings: frozenset[str]
    """Whole utterances that only begin something."""

    answers: frozenset[str]
    """Whole utterances that are complete answers. A greeting is none: a machine's goes on."""

    closers: frozenset[tuple[str, ...]]
    """Ends after which nobody goes on: "thank you", «до свидания»."""

    number_cues: frozenset[str]
    """Words after which digits are a telephone number."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.split(",") if line.strip())


def _tails(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(line.split()) for line in _lines(text))


ENGLISH = OpenEnds(
    fillers=_words("uh um er erm eh hmm hm mm uhm ah well like basically actually anyway so"),
    leading=_words(
        "and but or nor because cause if unless until although though whether than as whereas a "
        "an the every each another very my's into onto upon towards against between during "
        "without within except per via that's there's it's i'm he's she's we're you're they're "
        "i'd i'll i've we'd we'll we've you'd you'll you've he'd he'll she'd she'll they'd "
        "they'll they've let's what's who's where's how's here's which whose plus also just only "
        "even"
    ),
    stranded=_words("to of for with at from by about on in after before since under over like"),
    askers=_words("what where who whom which whose how why when what's who's where's how's"),
    subjects=_words("i we he she they"),
    before_subject=_words("do am can is it's not as was did would should could have may"),
    owners=_words("my your our their his its"),
    after_noun=frozenset(),
    helpers=_words("is are was were am be does did will would could should has had costs"),
    persons=_words("i you he she it we they so that"),
    joiners=_words(
        "when if before after unless because since until while that time though did do have are "
        "can could would will then people"
    ),
    joined=_words("you it"),
    tails=_tails(
        "i want, i need, i would like, i'd like, i was, i mean, i'd prefer, said that, "
        "told that, i just wanted, can i, could i, can you, could you, would you, will you, "
        "let me, give me, tell me, i have a, i was wondering, i was going, the thing is, "
        "the reason, the problem, please do not, please don't, think that, told me, you know, "
        "told you that, him that, her that, letter that, like i said, such as, for example, "
        "in case, as soon as, so that, instead of, because of, kind of, sort of, each time, "
        "every time, the other, my name, the address, the number, the time, i tried, what i, "
        "if you, when you, or maybe, and then, but then, and the, hold on i, i'm going, "
        "we're going, he's going, i'm trying, i'm calling, it depends, i wanted, i've been, "
        "i have been, i had been, to tell you the truth, to be honest, could do, can do, "
        "you always, you keep, we already, i already, the one who, not that, have no, you have, "
        "you have to, you want, then you can, if i could, if you could, let's say, "
        "i thought it was, i wish you, told me you, people always"
    ),
    complete=_tails(
        "think so, hope so, guess so, believe so, suppose so, said so, told you so, or so, "
        "is so, hold on, go on, come on, hang on, carry on, later on, going on, move on, not in, "
        "come in, not about, get in, don't want to, don't have to, do not want to, not going to, "
        "love to, didn't mean to, won't be able to, not able to, used to, don't need to, "
        "not supposed to, like that, like this, as well, doing well, very well, quite well, "
        "not well, over, what i mean, looking for, asked for, it's over, is over, from now on, "
        "yes i am, yes i was, i agree with, nothing like, feel like, me like, taken care of"
    ),
    lead_ins=_words("okay ok yes yeah no well so and but oh ah um uh er right sure fine please"),
    openings=_lines(
        "my number, my address, my email, my name, my wife, my husband, my son, my daughter, "
        "my mother, my father, our old, some, any, honestly, take this down, write this down, "
        "you know what, what else, you see, you have, i think, listen, wait, look, see, "
        "excuse me, sorry, one moment, hold on, hang on, one second, just a moment, "
        "just a second, let me see, let me think, let's see, okay so, yes but, no but, yeah but, "
        "yes and, i don't, i do not, the, do you, don't you, are you, is it, is there, well i, "
        "so i, no i, yes i, hang on a second, hold on a second, give me a second, wait a minute"
    ),
    answers=_lines(
        "yes, no, yeah, yep, nope, nah, okay, ok, sure, right, correct, exactly, of course, "
        "absolutely, definitely, certainly, yes please, no thanks, no thank you, not now, never, "
        "not interested, stop, goodbye, bye, that's right, that is right, "
        "yes i am, yes i do, yes i can, yes i will, yes it is, yes that's me, "
        "it is, i am, i do, i can, i will, i did, no i don't, no i do not, "
        "no i'm not, no i am not, no i can't, no i won't, no it isn't, no it's not, "
        "i don't know, i agree, i understand, tomorrow, later, today, wrong number, who is this, "
        "who's this, what, why, pardon, yes of course, yes sure, all right, alright, fine, "
        "go ahead, i don't want to, i'd love to, i'd rather not, of course not, not really, "
        "probably not, why not, agreed"
    ),
    closers=_tails(
        "thank you, thanks, please, goodbye, bye, bye bye, anymore, any more, again, ever again, "
        "wrong number, my number, your list, the list, alone, tomorrow, later, right now, "
        "not interested, interested, busy, calling me, call me, call back, call me back, "
        "go away, shut up, fuck off, piss off, hang up, i don't want to, i do not want to"
    ),
    number_cues=_words("number phone mobile cell telephone plus dial code reach"),
)

RUSSIAN = OpenEnds(
    fillers=_words(
        "э ээ эээ эм ээм мм ммм хм ну вот это типа короче значит собственно кстати вообщем"
    ),
    leading=_words(
        "и а но или либо чтобы чтоб если потому хотя который которая которое которые которого "
        "которому которым котором которую которой которых поэтому зато ибо будто словно ли после "
        "в во на с со к ко от до из у о об обо по за для без при про через под над между перед "
        "около ради кроме из-за не ни бы самый очень слишком более какой-то какая-то каждый "
        "каждую каждые эта этот эту эти тот такой такая просто только даже пусть раз насчет"
    ),
    stranded=frozenset(),
    askers=_words("кто что где куда откуда когда почему зачем как какой какая кого кому чего чей"),
    subjects=_words("я мы он она они"),
    before_subject=_words("это не тоже где кто"),
    owners=_words("мой моя мое мои мою моего моей наш наша наше наши свой свою"),
    after_noun=_words("не это номер телефон тоже муж жена"),
    helpers=_words("был была было были будет"),
    persons=_words("я ты он она мы вы они не как когда где там это"),
    joiners=_words(
        "но а и или когда тогда если просто потому вы они я он она мы можно завтра вечером утром "
        "сегодня это что чтобы только день хотя пока можете могли потом сейчас уже было прошлый "
        "раз"
    ),
    joined=_words("мне вам вас меня нам ему ей вы"),
    tails=_tails(
        "меня зовут, номер телефона такой, я хочу, я хотел, я хотела, бы хотел, бы хотела, "
        "просто хотел, просто хотела, мы хотели, мне нужно, мне надо, мне нужен, мне нужна, "
        "нужна ваша, хочу узнать, хотел узнать, хотела узнать, я уже, мы уже, она уже, он уже, "
        "у него, у нее, у них, или может, и еще, честно говоря, правде говоря, кроме того, "
        "к тому же, вообще то, того чтобы, того что, том что, до того как, я говорю же, "
        "вопрос в том, я могу, вы можете, вы могли, могли бы, можете ли, дело в том, "
        "дело в том что, потому что, так как, то есть, так что, в общем, в смысле, как бы, "
        "так сказать, как его, это самое, скажем так, на самом деле, я думаю, я считаю, "
        "мне сказали, запишите номер, запишите, скажите, подскажите, скажите пожалуйста, "
        "подскажите пожалуйста, я просто, а можно, можно ли, я вам, я вас, я тут, я сейчас, "
        "у меня, у нас, у вас, со мной, в течение, во время, в связи, по поводу, вместо, "
        "например, во первых, во вторых, знаете что, понимаете, видите ли, я не знаю как, "
        "каждый раз, каждый раз когда, до того, после того как, перед тем как, с тех пор как, "
        "мне бы, если вы, когда вы, что вы мне, номер плюс, телефон плюс, код, адрес, я был, "
        "я была, мы были, это был, я пытался, я пыталась, я собирался, я собиралась, смотря, "
        "врач сказал, доктор сказал, улица, моя мама вчера"
    ),
    complete=_tails(
        "я за, мы за, я против, не очень, еще бы, давайте после, лучше после, можно после, "
        "что это, кто это, зачем это, как это, это вот, конечно бы, вот это да, а вы, "
        "не хочу на, и все, вот так, спросите у него, спросите у нее, да ну, ну ну, не только, "
        "ни разу, хоть бы, вряд ли, еще раз, и я"
    ),
    lead_ins=_words("запишите да нет ну хорошо ладно вот а и так но эм э алло здравствуйте"),
    openings=_lines(
        "мой номер, мой телефон, мой адрес, моя фамилия, мое имя, моя жена, мой муж, мой сын, "
        "моя дочь, моя мама, мне, это, это номер, потом, еще, скажем, допустим, передайте, "
        "передайте ему, наберите, наберите номер, номер, номер такой, телефон, адрес, слушайте, "
        "послушайте, смотрите, подождите, погодите, минуту, минутку, минуточку, секунду, "
        "секундочку, сейчас, одну минуту, одну секунду, извините, простите, так, так так, "
        "знаете, понимаете, да но, нет но, да и, нет а, ну я, ну да но, а вы, дайте подумать, "
        "сейчас посмотрю, я, вы, а если, ну если, то есть, понимаете я, значит так, дело такое, "
        "в общем так, давайте так, можно"
    ),
    answers=_lines(
        "да, нет, ага, угу, не, неа, хорошо, ладно, конечно, да конечно, ну да, да да, нет нет, "
        "понятно, понял, поняла, ясно, согласен, согласна, договорились, верно, правильно, "
        "точно, именно, не надо, не нужно, не хочу, не интересно, неинтересно, спасибо, "
        "нет спасибо, да спасибо, спасибо не надо, "
        "до свидания, пока, это я, да это я, нет не я, не знаю, не помню, кто это, "
        "кто вы, что, зачем, почему, откуда, никогда, завтра, сегодня, потом, позже, не сейчас, "
        "отстаньте, хватит, прекратите, ошиблись, вы ошиблись, не туда, не туда попали, все, "
        "вот и все, подтверждаю, приду, не приду, буду, не буду, могу, не могу, можно да, "
        "пожалуйста, вы кто"
    ),
    closers=_tails(
        "спасибо, пожалуйста, до свидания, всего доброго, больше, больше не надо, "
        "больше никогда, никогда, не надо, не нужно, не хочу, не интересно, не интересует, "
        "номером, не звоните, не звоните мне, звонить, в покое, из базы, из списка, "
        "мой номер удалите, завтра, позже, потом, сейчас не могу, не могу, занят, занята, "
        "попали, ошиблись, не мой, не моя, отсюда"
    ),
    number_cues=_words(
        "номер телефон телефона номера плюс мобильный код наберите запишите записывайте"
    ),
)

OPEN_ENDS = {"en": ENGLISH, "ru": RUSSIAN}
