"""Everyday English words: a title or name made of nothing else ("It", "Heat", "Get Out") needs a sign that it is meant.

Written for this project: the words people use when they talk about what they like, and words of ordinary life that
titles borrow. It need not be complete; a catalogue's own descriptions add to it (see `agent/reading/linking.py`).
"""

from __future__ import annotations

COMMON_WORDS = frozenset(
    """
    a able about above absolutely accept across act acting action actor actors actress actual actually add adult
    adults adventure adventures afraid after afternoon again against age ago agree ahead air alien aliens alive all
    almost alone along already alright also although always am amazing american among amount an and angry animal
    animals animated animation annoying another answer any anybody anymore anyone anything anyway anywhere apart
    apparently appreciate are area arent arm army around art artist as ask asked asking asleep at ate attack
    attention aunt autumn available average avoid awake award away awesome awful baby back background bad badly ball
    band bank bar base based basic basically battle be beach bear beat beautiful became because become bed been
    before began begin beginning behind being believe below beside besides best better between beyond big bigger
    biggest bike bird birds birth birthday bit bite black blade blind block blood bloody blow blue board boat body
    bond bone book books bored boring born borrow boss both bother bottom bought bowl box boy boyfriend boys brain
    brave bread break breakfast brazil bridge brief bright brilliant bring british broke broken brother brothers
    brought brown brutal budget bug build building bunch burn burning bus business busy but butter button buy by
    cake call called calm came camera camp can cannot cant captain car card cards care careful carefully cars
    cartoon cartoons case cash cast castle cat catch cats caught cause celebrity cell center central certain
    certainly chair challenge chance change changed character characters charge chase cheap cheaper cheat check
    cheer cheerful cheers cheese chef chick chicken chief child childhood children chocolate choice choices choose
    christmas church cinema circle citizen city class classic classics clean clear clearly clever climb clock close
    closed closer clothes cloud club coach coast coat coco code coffee cold collection college color colour come
    comedies comedy comes comfort comfortable coming common company compare complete completely complex computer
    concept concern confused connect consider contact contain content control conversation cook cool cooler copy
    corner correct cost could couldnt count country couple course court cover cow cozy crash crazy cream create
    creature creepy crew cried crime crisis cross crowd crown cruel cry crying cult culture cup cure curious current
    currently curse custom cut cute cutting dad damage dance dancing danger dangerous dare dark darker darkness date
    daughter dawn day days dead deadly deal dear death decade decades decent decide decided deep definitely degree
    demon department departed depressing describe description desert deserve design desire desperate despite destroy
    detail details detective devil did didnt die died diet difference different difficult digital dinner direct
    directed direction director directors dirty disappear disappointed disappointing disc discover disease
    disgusting dislike disliked disney distance do doctor documentaries documentary does doesnt dog dogs doing done
    dont door double doubt down dozen drama dramas draw dream dreams dress drink drinking drive driver driving drop
    drug drugs dry dude due dull dumb dune during dust duty dvd dying each ear earlier early earn earth easier
    easily east easy eat eating edge education effect effects effort eight eighties either election else emotion
    emotional empty end ended ending ends enemy energy england english enjoy enjoyable enjoyed enjoying enough enter
    entertaining entertainment entire entirely epic episode equal era escape especially essential etc even evening
    event events eventually ever every everybody everyone everything everywhere evil exact exactly example excellent
    except exchange excited exciting excuse exercise exist expect expected expensive experience explain extra
    extreme extremely eye eyes face fact facts fail fair fairly fairy faith fake fall fallen falling false familiar
    families family famous fan fancy fans fantastic fantasy far farm fast faster fat fate father fault favor
    favorite favorites favour favourite favourites fear feature features feel feeling feelings feels feet fell felt
    female fence few fiction field fifties fight fighter fighting fights figure file fill film films final finally
    find finding fine finger finish finished fire firm first fish fit five fix flash flat flavor flight floor flow
    flower flowers fly flying focus fog follow following food fool foot football for force foreign forest forever
    forget forgot form former forties forward found four frankly free freedom fresh friday friend friendly friends
    fright from front frozen fruit full fun funnier funniest funny further fury future game games gang gangster
    garden gas gate gave gem gems general generally genius genre genres gentle get gets getting ghost ghosts giant
    gift girl girlfriend girls give given gives giving glad glass go god goes going gold golden gone good goodbye
    gore gorgeous gory got government grace grand grandma grandpa grave gravity great greatest green grew gross
    ground group groups grow growing grown guess guest guide guilty gun guns guy guys had hadnt hair half hall
    halloween hand hands hang happen happened happens happier happy hard harder hardly harsh has hasnt hat hate
    hated hates have havent having he head health hear heard heart hearts heat heavy heist held hell hello help
    helpful her here hero heroes hers herself hes hey hi hidden hide high highly hill him himself his historical
    history hit hits hobby hold hole holiday holidays hollywood home honest honestly hood hook hope hoping horrible
    horror horrors horse hospital host hot hotel hour hours house how however huge human humans humor humour hundred
    hungry hunt hunter hurry hurt husband i ice id idea ideas if ill im imagine important impossible in incredible
    indeed indie information inside insane inspiring instead intelligent intense interested interesting into involve
    involving is island isnt issue it item items its itself ive jail jaws job join joke joker jokes journey joy
    judge juice jump jungle just keep keeps kept key kick kid kids kill killed killer killers killing kind kinda
    kinds king kingdom kiss kitchen knew knife knight knock know known knows lady lake lame land language large last
    lasts late lately later latest laugh laughing laughs law lawyer lead leader leading league learn least leave
    leaves led left leg legal legend legends less lesson let lets letter letters level liar library lie life light
    lighter lighthearted lights like liked likely likes liking line lines lion list listen listing literally little
    live lived lives living local lock logic lol london lonely long longer look looked looking looks lord lose loser
    losing loss lost lot lots loud love loved lovely lover lovers loves loving low lower luck lucky lunch machine
    mad made magic magical mail main mainly major make makes making male man mango manner many map march mark market
    marriage married marry mars martial mask mass massive master match matched material matter matters maybe me meal
    mean meaning means meant meat media medium meet meeting melancholy member memory men mental mention mentioned
    message met middle midnight might mile military milk million mind mindless mine minor minute minutes mirror miss
    missed missing mission mistake mix modern mom moment moments monday money monkey monster monsters month months
    mood moody moon more morning most mostly mother mountain mouse mouth move moved movie movies moving mr mrs much
    mud mum murder music musical musicals must my myself mysterious mystery name named names nation national natural
    nature near nearly necessarily necessary neck need needed needs neighbor neighbour neither nervous net network
    never new newer newest news next nice night nightmare nights nine nineties no nobody noir noise none nonsense
    noon nope nor normal normally north nose not note notebook nothing notice novel now number numbers object
    obvious obviously ocean odd of off offer office officer official often oh oil ok okay old older oldest on once
    one ones only onto open opened opening opinion option options or orange order ordinary original other others
    otherwise our ours out outside over own pace page paid pain paint painting pair paper parasite parent parents
    park part particular particularly parts party pass passed passion past path pattern pay peace people perfect
    perfectly perhaps period person personal phone photo pi pick picked pictures picture piece pig pilot pink pirate
    place places plain plan plane planet play played player playing plays please pleased plot plus point points
    poison police politics pool poor pop popcorn popular position positive possible possibly post pot power powerful
    practice prefer preferably preferred premise presence present president pressure pretty prey price pride primer
    prince princess prison private probably problem problems process product production products program project
    promise proof protect proud provide psycho psychological public pull pure purple purpose push put quality queen
    question questions quick quickly quiet quite quote race radio rain raining rainy ran random range rare rate
    rated rather rating raw ray reach read reading ready real realistic reality realize really reason reasons recall
    recent recently recommend recommendation recommendations recommended red refuse regular related relate relation
    relationship relax relaxed relaxing release released religion remains remake remember remind reminded reminds
    remove rent repeat replace request rest result return revenge review reviews rich ride right ring rings rise
    rising risk river road robot robots rock rocks rocky role roles roll romance romances romantic roof room rope
    rough round row royal rule ruin ruined run running rush russian sad sadder safe said sail saint same san sand
    sat saturday save saved saw say saying says scare scared scarier scary scene scenes school sci science score
    scream screen script sea search season seat second secret secretary section see seeing seek seem seemed seems
    seen self sell send sense sent sentimental sequel sequels series serious seriously serve service session set
    sets setting settle seven seventies several sex shadow shall shame share sharp she shed shelf shes shine shining
    ship shirt shock shoes shoot shooting shop short shorter should shouldnt shoulder shout show showed showing
    shown shows shrek shut sick side sight sign signs silence silent silly similar simple simply since sing singer
    singing single sir sister sisters sit site six sixties size skin skip sky sleep slept slightly slow slower small
    smart smile smoke smooth snatch snow so soap social sock soft sold soldier soldiers solid some somebody somehow
    someone something sometimes somewhat somewhere son song songs soon sorry sort sorts soul sound sounded sounds
    soundtrack south space spare speak special speed spell spend spent spirit split sport sports spotlight spring
    spy square staff stage stalker stand stands star starred starring stars start started starting starts state
    states station stay stayed steal step stick still stomach stone stood stop store stories storm story straight
    strange stranger stream street strike strong struck struggle stuck student students studio stuff stupid style
    stylish subject subtitles such sudden suddenly sugar suggest suggested suggestion suggestions suit suitable
    suited summer sun sunday sunny sunrise sunset sunshine super superhero superheroes support supposed sure
    surprise surprised surprising suspense suspenseful sweet swim switch sword system table take taken takes taking
    tale tales talk talked talking tall tape taste tea teach teacher team tear tears ted teen teenage teenager teens
    television tell telling ten tend tender tense term terrible test text than thank thanks that thats the theater
    theatre their theirs them theme themes themselves then there therefore theres these they theyre theyve thick
    thief thin thing things think thinking third thirsty thirties this those though thought thoughts thousand threat
    three thrill thriller thrillers throat through throw thursday thus ticket tickets tide tight till time timeless
    times tiny tired title titles to today together told tomorrow tone tonight too took top topic total totally
    touch touching tough tour toward towards town toy toys track trade tragic trailer train training trash travel
    travels treasure tree trees tribe trick tried trip trouble truck true truly trust truth try trying tuesday turn
    turned tv twelve twenties twenty twice twist twisted twists two type types typical ugly um uncle under
    understand unfortunately unhappy unique university unknown unless unlike until unusual up upbeat uplifting upon
    upset us use used useful user uses using usual usually vacation value van various vast version very via victim
    video view village violence violent vibe vibes visit visual visually voice vote wait waiting wake walk walking
    wall wanna want wanted wants war warm warrior wars was wash wasnt waste watch watched watches watching water
    wave way ways we weak weapon wear weather wedding wednesday week weekend weird well went were werent west
    western westerns wet weve whale what whatever whats wheel when where wherever whether which while white who
    whole whom whose why wicked wide wife wild will win wind window wine wing winner winter wise wish wit witch with
    within without witness witty wolf woman women won wonder wonderful wont wood woods word words wore work worked
    working works world worlds worried worry worse worst worth would wouldnt wound wow wrap write writer writing
    wrong wrote yeah year years yellow yep yes yesterday yet you young younger youre your yours yourself youth youve
    zero zombie zombies zone shortest longest oldest newest scariest saddest darkest lightest happiest weirdest
    cheapest cleverest confusing
    explosion explosions minded
    """.split()
)
