"""What the people on the phone can say, in each language; a phrase is named by what it says."""

Phrasebook = dict[str, str]

ENGLISH: Phrasebook = {
    "hello": "Hello?",
    "hello_yes": "Yes, hello.",
    "hello_speaking": "Hello, I am listening.",
    "i_will_come": "Yes, I will be there.",
    "yes_confirm": "Yes, I confirm.",
    "yes_of_course": "Yes, of course.",
    "yes": "Yes.",
    "no_thank_you": "No, thank you.",
    "not_interested": "No thanks, I am not interested.",
    "i_do_not_need_it": "Thank you, but I do not need it.",
    "i_will_contact_you": "I will contact you myself.",
    "i_will_call_you": "I will call you myself if I need anything.",
    "always_refused": "I have always refused. Why should I agree this time?",
    "said_no_every_time": "You call me every week, and I said no every time.",
    "go_to_hell": "Go to hell!",
    "idiots": "You are all idiots, go to hell!",
    "stop_calling": "Stop calling me.",
    "do_not_call_again": "Please do not call me again.",
    "take_me_off": "Take me off your list.",
    "wrong_number": "Sorry, you have the wrong number.",
    "dialled_wrong": "You have dialed the wrong number.",
    "real_person": "Can I talk to a real person, please?",
    "operator": "I want to speak to an operator.",
    "give_me_a_human": "I want to talk to a human.",
    "call_tomorrow_at_ten": "Call me tomorrow at ten.",
    "call_back_tomorrow_at_ten": "Please call me back tomorrow at ten o'clock.",
    "too_much": "I have no peace.",
    "no_you_can_call": "No, you can call me.",
    "yes_but_never_again": "Yes, fine, but never call me again.",
    "my_wife_asked": "My wife asked you to stop calling her.",
    "cannot_stop_driving": "I am driving and I can not stop. Please call me tomorrow.",
    "ambulance": "Please call an ambulance!",
    "fire": "Help! There is a fire here!",
    "not_my_language": "Russian, please. I don't speak English.",
    "voicemail_greeting": (
        "Hello. You have reached my voicemail. I can not take your call right now. "
        "Please leave a message after the tone."
    ),
    "switched_off": "The person you are calling is not available. Please try again later.",
    "out_of_service": "The number you have dialed is not in service.",
    "mailbox_full": "The mailbox is full and can not accept any messages.",
    "screener": "Please say your name and why you are calling.",
    "receptionist": "Thank you for calling Riverside Dental. This is Kate. How may I help you?",
}

RUSSIAN: Phrasebook = {
    "hello": "Алло!",
    "hello_yes": "Да, слушаю вас.",
    "hello_speaking": "Алло, я слушаю.",
    "i_will_come": "Да, я обязательно приду.",
    "yes_confirm": "Да, подтверждаю.",
    "yes_of_course": "Да, конечно.",
    "yes": "Да.",
    "no_thank_you": "Нет, спасибо.",
    "not_interested": "Спасибо, мне это не интересно.",
    "i_do_not_need_it": "Спасибо, мне это не нужно.",
    "i_will_contact_you": "Я сам с вами свяжусь.",
    "i_will_call_you": "Если мне будет нужно, я сам вам позвоню.",
    "always_refused": "Я всегда отказывался. Почему я должен согласиться сейчас?",
    "said_no_every_time": "Вы звоните каждую неделю, и я каждый раз отказываюсь.",
    "go_to_hell": "Идите к чёрту!",
    "idiots": "Пошли вы к чёрту, идиоты!",
    "stop_calling": "Больше мне не звоните.",
    "do_not_call_again": "Пожалуйста, не звоните мне больше никогда.",
    "take_me_off": "Удалите мой номер из вашей базы.",
    "wrong_number": "Вы ошиблись номером.",
    "dialled_wrong": "Вы не туда попали.",
    "real_person": "Я хочу поговорить с живым человеком.",
    "operator": "Мне нужен оператор.",
    "give_me_a_human": "Позовите человека, пожалуйста.",
    "call_tomorrow_at_ten": "Перезвоните мне завтра в десять часов.",
    "call_back_tomorrow_at_ten": "Перезвоните, пожалуйста, завтра в десять часов.",
    "too_much": "Когда это закончится?",
    "no_you_can_call": "Нет, звоните.",
    "yes_but_never_again": "Да, хорошо, но больше мне не звоните.",
    "my_wife_asked": "Моя жена просила вас больше ей не звонить.",
    "cannot_stop_driving": "Не могу остановиться, я веду машину. Перезвоните завтра.",
    "ambulance": "Помогите, вызовите скорую!",
    "fire": "У нас пожар, помогите!",
    "not_my_language": "Можно по-английски, пожалуйста?",
    "voicemail_greeting": (
        "Здравствуйте. Вы позвонили на автоответчик. Сейчас я не могу ответить на ваш звонок. "
        "Пожалуйста, оставьте сообщение после сигнала."
    ),
    "switched_off": "Аппарат абонента выключен или находится вне зоны действия сети.",
    "out_of_service": "Набранный вами номер не обслуживается.",
    "mailbox_full": "Голосовой почтовый ящик абонента переполнен.",
    "screener": "Говорит голосовой помощник. Представьтесь и назовите цель звонка.",
    "receptionist": "Добрый день, автосалон Вектор, меня зовут Ирина. Чем я могу вам помочь?",
}

IN_THE_OTHER_LANGUAGE = {"confirm_in_the_other_language": "yes_confirm"}
"""Said by somebody who was called in a language that is not theirs: a phrase of the other one's."""

PHRASES: dict[str, Phrasebook] = {"en": ENGLISH, "ru": RUSSIAN}
MACHINES = frozenset(
    {"voicemail_greeting", "switched_off", "out_of_service", "mailbox_full", "screener"}
)
"""Said by each language's first voice."""
BEEP = "beep"  # an answering machine's tone: the same in every voice
