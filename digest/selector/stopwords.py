"""The words of each language that say nothing of what a text is about; a language that is not here has none."""

from __future__ import annotations

_STOP = {
    "en": "a about above after again against all also am among an and any are aren't as at back be became because "
    "been before being below between both but by can can't cannot could couldn't did didn't do does doesn't "
    "doing don't down during each either else even ever every few for from further get gets got had has "
    "hasn't have haven't having he he's her here here's hers herself him himself his how however i i'm i've "
    "if in into is isn't it it's its itself just last let's like made make many may me might mine more most "
    "much must my myself near nor not now of off often on once one only or other others our ours ourselves "
    "out over own per rather re said same say says see she she's should since so some still such than that "
    "that's the their theirs them themselves then there there's these they they're this those though through "
    "thus to too two under until up upon us very via was wasn't we we're well were weren't what what's when "
    "where whether which while who who's whom whose why will with within without won't would wouldn't yet you "
    "you're your yours yourself",
    "de": "aber alle allem allen aller alles als also am an ander andere anderen andern auch auf aus bei beim bin "
    "bis bist da damit dann das dass dein dem den denn der des dessen die dies diese diesem diesen dieser "
    "dieses doch dort du durch ein eine einem einen einer eines er es etwas euch euer für gegen gibt hab habe "
    "haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja "
    "jede jedem jeden jeder jedes jetzt kann kein keine können könnte man mehr mein mich mir mit muss nach "
    "nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner seit sich sie sind so "
    "soll sollte sondern sonst um und uns unser unter viel vom von vor wann war waren warum was weil wenn wer "
    "werden wie wieder will wir wird wo worden wurde wurden zu zum zur zwar zwischen über",
    "fr": "ai alors après au aussi autre aux avant avec avoir ce cela celle celui ces cet cette ceux chez comme "
    "contre dans de depuis des deux dit donc du elle elles en encore entre est et eu faire fait ici il ils je "
    "jusqu la le les leur leurs lors lui ma mais mes moins mon même ne ni nos notre nous on ont ou où par pas "
    "pendant peu peut plus pour pourquoi qu quand que quel quelle qui quoi sa sans se selon ses si sont sous "
    "sur ta te tes ton tous tout toute toutes très tu un une vers vos votre vous été être",
    "es": "al algo ante antes así aún cada como con contra cual cuando de del desde donde dos durante el ella ellas "
    "ellos en entre era es esa ese eso esta estas este esto estos está están fue fueron ha había han hasta "
    "hay la las le les lo los me mi mientras muy más nada ni no nos otra otro para pero poco por porque que "
    "quien qué se según ser si sin sobre son su sus sí también tan te tiene todo todos tras tu un una unas "
    "uno unos ya yo",
    "it": "abbiamo ad agli ai al alla alle allo anche ancora che chi ci come con contro cosa cui da dagli dai dal "
    "dalla dalle dei del della delle dello di dopo dove due ed era fa fino fra gli ha hanno il in io la le "
    "lei lo loro lui ma me mi molto ne nei nel nella nelle nello noi non nostro ogni per perché più poi prima "
    "quale quando quanto quella quelle quello questa queste questi questo qui se sei senza si solo sono sta "
    "su sua sue sui sul sulla suo sì tra tu tutti tutto un una uno vi è",
    "pt": "ao aos apenas após aquele as até com como contra da das de dela dele depois do dois dos ela elas ele "
    "eles em enquanto entre era essa esse esta este está eu foi foram há isso isto já lhe mais mas me mesmo "
    "meu minha muito na nas nem no nos não nós onde os ou para pela pelas pelo pelos por porque qual quando "
    "que quem se sem ser seu seus sobre sua suas só também te tem todo todos têm um uma você às",
    "nl": "aan al alle als bij daar dan dat de deze die dit doen door dus echter een en er ga geen haar had heb "
    "hebben heeft hem het hier hij hoe hun iets ik in is ja je kan kunnen maar me meer men met mij mijn moet "
    "na naar niet nog nu of om omdat ons ook op over te tegen toch toen tot uit van veel voor waar was wat we "
    "wel werd wie wij wil worden wordt zal ze zich zij zijn zo zonder zou",
    "sv": "alla andra att av bara blev bli blir de dem den denna det detta dig din dock du då eller en er ett fram "
    "från för går ha hade han har hennes hon honom hur här icke in inte jag kan kommer man med men mer mig "
    "min mot mycket ni nu när något och om oss på sedan sig sin sina ska skulle som så till under upp ut utan "
    "vad var vi vid vill än",
    "da": "af alle alt anden at blev blive da de dem den denne der det dette dig din du efter eller en end er et "
    "for fra få ham han har havde hun hvad hvis hvor ikke ind jeg kan kun man mange med meget men mere mig "
    "min mod nu når og også om op os på sig sin skal som så til ud under var ved vi vil være",
    "no": "alle at av bare ble bli blir da de dem den denne der det dette du eller en enn er et etter for fra få ha "
    "hadde han har hun hva hvor ikke inn jeg kan kun man mange med meg men mer mot nå når og også om opp oss "
    "på seg sin skal som så til under ut var ved vi vil være",
    "fi": "ei eivät en että he hän ja jo joka jos kanssa kuin kun me mikä mitä mukaan mutta myös ne niin nyt ole "
    "oli olivat on ovat se sekä sen siitä sitä tai tämä tämän vain vielä",
    "pl": "ale bardzo bez by być był była było były co czy dla do gdy go ich im ja jak jako jego jej jest jeszcze "
    "już kiedy która które którego której który ma może na nad nie niż od oraz po pod ponad przed przez przy "
    "się są tak także te tego tej ten to tu tych tylko tym we więc wszystko za ze że",
    "cs": "aby ale ani až bez bude by byl byla bylo být co do jak jako je jeho jejich její jen ještě již jsem jsou "
    "kde když která které který ma mezi na nad ne nebo není od po pod podle pokud pro proto před při se si su "
    "tak také ten to tu už ve však vše za ze či že",
    "ro": "această acest ai al ale am ar are as au ca care ce cel cu cum că da dar de decât deși din după ea ei el "
    "este eu fi fost iar la le lor lui mai ne nici nu pe pentru prin sa sau se si sunt să un una unde unei "
    "unui va în și",
    "hu": "abban ahogy akkor amely ami annak arra az azonban azt be csak de egy egyik el ez ezt fel ha hogy hogyan "
    "is itt kell ki között le lehet lesz majd meg mert mi mint mit most már még nagyon ne nem nincs olyan ott "
    "pedig sem szerint után vagy van vannak volna volt én és ön úgy",
    "tr": "acaba ama ancak artık bazı belki ben bir biz bu da daha de defa diye dolayı en gibi göre hem hep her ile "
    "ise için kadar ki kim mi mu mı ne neden olan olarak oldu olduğu onlar onun sen siz son sonra tüm var ve "
    "veya ya yani yok çok çünkü şey şu",
    "ru": "без более больше был была были было быть вам вас весь во вот все всего всех вы где да даже для до его ее "
    "если есть еще же за здесь из или им их как ко когда кто ли между меня мне мы на над не него нет ни них "
    "но об однако он она они оно от по под после при про сам своей свои себя сейчас со так также такой там то "
    "того тоже только том уже хотя чего чем что чтобы эта эти это этого этой этом этот",
    "uk": "але без був була були було бути вже ви вона вони все від він для до за зі його коли ли мене ми між на "
    "над не но ні об один по при про під саме свої та так такий також там те ти то того тільки уже це цей "
    "цього що щоб як із її",
    "ar": "أن أو أي إلى إن التي الذي الذين بعد به بها بين تم ثم حتى حول خلال ذلك على عن عند عندما غير في فيه فيها "
    "قال قبل قد كان كانت كل كما لا لم لن له لها ما مع من منذ منها هذا هذه هم هو هي وقال وقد ولا يكون",
    "fa": "آن آنها از است اما او اگر ای این اینکه با باید بر برای به بود بودن بی تا حال خود در دیگر را روی سال شد "
    "شدن شده شود علیه فقط ما مثل می‌شود می‌کند نمی نه نیز ها های هر هم همه وی پس پیش چه کرد کردن کرده کند که "
    "گفت یا یک",
    "hi": "अपने अब आप इन इस उन उनके उस एक और कर करने कहा का कि किया की कुछ के को कोई क्या गया जब जो तक तो था थी थे "
    "द्वारा न नहीं ने पर बाद भी में यह या ये रहा रहे लिए वह वे से हुआ हुए है हैं हो होने",
}
_SAME = {"nb": "no", "nn": "no"}


def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language by its two-letter code, in lower case."""
    return frozenset(_STOP.get(_SAME.get(language, language), "").split())
