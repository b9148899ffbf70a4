using System.Text.Json;
using Flowgen.Domain.Flows;
using Flowgen.Domain.FlowTypes;
using Flowgen.Domain.FlowTypes.VacancyApplication;

namespace Flowgen.Domain.Tests.FlowTypes;

public class RequirementTests
{
    // Understood, so asked in the language of the flow, whatever that of the requirement.
    [Theory]
    [InlineData("nl", "Has drivers license B", "Heb je rijbewijs B?")]
    [InlineData("en", "In het bezit van een geldig rijbewijs CE", "Do you have a category CE driving licence?")]
    [InlineData("de", "A driver’s license", "Hast du einen Führerschein?")]
    [InlineData("fr", "Führerschein Klasse B", "As-tu le permis B\u202F?")]
    [InlineData("nl", "Titulaire du permis B", "Heb je rijbewijs B?")]
    [InlineData("nl", "rijbewijs b", "Heb je rijbewijs B?")]
    [InlineData("nl", "Work permit?", "Mag je hier werken, bijvoorbeeld met een werkvergunning?")]
    [InlineData("nl", "Must be communicative", "Ben je communicatief sterk?")]
    [InlineData("de", "Lives in Amsterdam", "Wohnst du in Amsterdam?")]
    [InlineData("fr", "Woont in Den Haag", "Habites-tu à Den Haag\u202F?")]
    [InlineData("en", "Minimaal 2 jaar ervaring", "Do you have at least 2 years of work experience?")]
    [InlineData("nl", "At least 1 year of experience", "Heb je minimaal één jaar werkervaring?")]
    [InlineData("de", "18+ years old", "Bist du mindestens 18 Jahre alt?")]
    [InlineData("nl", "Speaks fluent German", "Spreek je vloeiend Duits?")]
    [InlineData("fr", "Gute Deutschkenntnisse", "Parles-tu bien allemand\u202F?")]
    [InlineData("nl", "Verfügbar am Wochenende", "Kun je in het weekend werken?")]
    // Said as a sentence of the flow's own language.
    [InlineData("en", "Has a forklift and a smile", "Do you have a forklift and a smile?")]
    [InlineData("en", "Hygiene certificate", "Do you have a hygiene certificate?")]
    [InlineData("en", "Honest attitude", "Do you have an honest attitude?")]
    [InlineData("nl", "Heeft een eigen auto", "Heb je een eigen auto?")]
    [InlineData("nl", "Minimaal 2 jaar ervaring als kok", "Heb je minimaal 2 jaar ervaring als kok?")]
    [InlineData("de", "Hat einen eigenen Pkw", "Hast du einen eigenen Pkw?")]
    [InlineData("fr", "Possède une voiture", "As-tu une voiture\u202F?")]
    // A question already.
    [InlineData("nl", "Kun je 20 kilo tillen?", "Kun je 20 kilo tillen?")]
    public void A_requirement_that_is_understood_becomes_a_question(
        string language,
        string requirement,
        string question
    ) => Assert.Equal(question, Asked(language, requirement));

    // Noun phrases, negatives, conditions and figures, as recruiters write them in a list.
    [Theory]
    [InlineData(
        "nl",
        "Minimaal één jaar ervaring met houtskeletbouw",
        "Heb je minimaal één jaar ervaring met houtskeletbouw?"
    )]
    [InlineData("nl", "Eén jaar ervaring als kok", "Heb je één jaar ervaring als kok?")]
    [InlineData(
        "nl",
        "Minimaal een half jaar ervaring in de horeca",
        "Heb je minimaal een half jaar ervaring in de horeca?"
    )]
    [InlineData("nl", "Rijbewijs B, geen automaat", "Heb je rijbewijs B (geen automaat)?")]
    [InlineData("nl", "Ervaring met Revit, geen pure AutoCAD", "Heb je ervaring met Revit (geen pure AutoCAD)?")]
    [InlineData(
        "nl",
        "Goede conditie en geen hoogtevrees",
        "Je hebt een goede conditie en geen hoogtevrees, klopt dat?"
    )]
    [InlineData("nl", "RA of AA, evt. in de afrondende fase", "Ben je RA of AA, of zit je in de afrondende fase?")]
    [InlineData(
        "nl",
        "Diploma Verpleegkunde of in de afrondende fase",
        "Heb je het diploma Verpleegkunde, of zit je in de afrondende fase?"
    )]
    [InlineData("nl", "Je beheerst de Nederlandse taal", "Beheers je Nederlands?")]
    [InlineData(
        "nl",
        "Diploma Verpleegkunde, later ook mogelijk",
        "Diploma Verpleegkunde, later ook mogelijk – geldt dat voor jou?"
    )]
    [InlineData(
        "de",
        "Gesellenbrief als Elektroniker, keine Helfer",
        "Hast du einen Gesellenbrief als Elektroniker (keine Helfer)?"
    )]
    [InlineData("de", "Erfahrung mit Revit, kein reines AutoCAD", "Hast du Erfahrung mit Revit (kein reines AutoCAD)?")]
    [InlineData(
        "de",
        "Gute Kondition und keine Höhenangst",
        "Du hast eine gute Kondition und keine Höhenangst, stimmt das?"
    )]
    [InlineData(
        "de",
        "Weiterbildung zum Fachwirt, auch in den ersten 6 Mon. möglich",
        "Hast du eine Weiterbildung zum Fachwirt, oder bist du bereit, das in den ersten 6 Monaten nachzuholen?"
    )]
    [InlineData(
        "de",
        "Fahrerlaubnis B, auch nachträglich möglich",
        "Fahrerlaubnis B, auch nachträglich möglich – trifft das auf dich zu?"
    )]
    [InlineData("de", "Mind. 6 Mon. Erfahrung im Verkauf", "Hast du mindestens 6 Monate Erfahrung im Verkauf?")]
    [InlineData("de", "Fließend Deutsch, gutes Englisch", "Sprichst du fließend Deutsch und gutes Englisch?")]
    [InlineData("de", "Höflicher Umgang mit Kunden", "Gehst du höflich mit Kunden um?")]
    [InlineData("nl", "Goede beheersing NL taal", "Beheers je Nederlands goed?")]
    [InlineData("nl", "Meedraaien in de storingsdienst", "Kun je in de storingsdienst meedraaien?")]
    [InlineData("nl", "Geen 8 tot 5-mentaliteit", "Je hebt geen 8 tot 5-mentaliteit, klopt dat?")]
    [InlineData(
        "nl",
        "Spontaan en niet bang om klanten aan te spreken",
        "Je bent spontaan en niet bang om klanten aan te spreken, klopt dat?"
    )]
    [InlineData("de", "Kenntnisse im öffentlichen Baurecht", "Hast du Kenntnisse im öffentlichen Baurecht?")]
    [InlineData(
        "de",
        "Erfahrung mit vegetarischer und veganer Küche",
        "Hast du Erfahrung mit vegetarischer und veganer Küche?"
    )]
    [InlineData("de", "Impfnachweis Masern", "Hast du einen Impfnachweis für Masern?")]
    [InlineData(
        "en",
        "Telehandler ticket or willing to get one",
        "Do you have a telehandler ticket, or are you willing to get one?"
    )]
    [InlineData("en", "Based in Cork or able to relocate", "Do you live in Cork, or are you able to relocate?")]
    [InlineData(
        "en",
        "NEBOSH certificate or working towards it",
        "Do you have a NEBOSH certificate, or are you working towards it?"
    )]
    [InlineData("en", "No unpaid fines", "You have no unpaid fines – is that right?")]
    [InlineData("en", "No more than 3 points on licence", "Do you have no more than 3 points on your licence?")]
    [InlineData("en", "Must not have any open warnings", "You have no open warnings – is that right?")]
    [InlineData("en", "Doesn't mind the cold", "You don’t mind the cold – is that right?")]
    [InlineData("en", "Not squeamish", "You’re not squeamish – is that right?")]
    [InlineData("en", "No agencies", "Are you applying yourself, rather than through an agency?")]
    [InlineData("en", "At least 4 years' hotel experience", "Do you have at least 4 years of hotel experience?")]
    [InlineData("en", "18 months in accounts", "Do you have 18 months of experience in accounts?")]
    [InlineData("en", "5 years driving coaches", "Do you have 5 years of experience driving coaches?")]
    [InlineData("en", "4+ years Python", "Do you have 4+ years of experience with Python?")]
    [InlineData("en", "Late finishes", "Can you do late finishes?")]
    [InlineData("en", "On-call every third week", "Can you be on call every third week?")]
    [InlineData("en", "2 days in Leeds", "Can you work 2 days a week in Leeds?")]
    [InlineData("en", "Evening availability", "Are you available in the evening?")]
    [InlineData("en", "Plasterer", "Are you a plasterer?")]
    [InlineData("en", "Qualified barber, own scissors", "Are you a qualified barber with your own scissors?")]
    [InlineData("en", "Prince2 qualified", "Are you Prince2 qualified?")]
    [InlineData("en", "Warm, welcoming manner", "Do you have a warm, welcoming manner?")]
    [InlineData("en", "Work on own initiative", "Can you work on your own initiative?")]
    [InlineData("en", "Hotel background", "Do you have a hotel background?")]
    [InlineData("en", "Honours degree", "Do you have an honours degree?")]
    [InlineData("en", "Must love dogs", "Do you love dogs?")]
    [InlineData("en", "Design skills", "Do you have design skills?")]
    [InlineData("en", "6 GCSEs including English", "Do you have 6 GCSEs including English?")]
    [InlineData("en", "Degree in Maths or Spanish", "Do you have a degree in Maths or Spanish?")]
    [InlineData("en", "Level 2 Lifeguard award", "Do you have a Level 2 Lifeguard award?")]
    [InlineData("en", "Valid SIA badge", "Do you have a valid SIA badge?")]
    [InlineData("en", "You'll be a confident swimmer", "Are you a confident swimmer?")]
    [InlineData("en", "Someone who can drive", "Can you drive?")]
    [InlineData("en", "Within 20 minutes of Hull", "Do you live within 20 minutes of Hull?")]
    [InlineData("fr", "Permis C et carte de conducteur", "As-tu le permis C et une carte de conducteur\u202F?")]
    [InlineData("fr", "Permis D en cours de validité", "As-tu le permis D en cours de validité\u202F?")]
    [InlineData("fr", "Au moins 4 ans en cuisine", "As-tu au moins 4 ans d’expérience en cuisine\u202F?")]
    [InlineData("fr", "Espagnol B1 minimum", "As-tu au moins le niveau B1 en espagnol\u202F?")]
    [InlineData("fr", "Allemand professionnel", "Parles-tu un allemand professionnel\u202F?")]
    [InlineData("fr", "Âgé(e) de 21 ans minimum", "As-tu 21 ans ou plus\u202F?")]
    [InlineData("fr", "Soigneux(se) et patient(e)", "Es-tu une personne soigneuse et patiente\u202F?")]
    [InlineData("fr", "Carreleur(euse) N2", "Es-tu carreleur(euse) N2\u202F?")]
    [InlineData("fr", "Vendeur (H/F) avec permis B", "Es-tu vendeur avec permis B\u202F?")]
    [InlineData("fr", "Aucune phobie des hauteurs", "Tu n’as aucune phobie des hauteurs, est-ce exact\u202F?")]
    [InlineData("fr", "Ne pas craindre la chaleur", "Tu ne crains pas la chaleur, est-ce exact\u202F?")]
    [InlineData("fr", "Débutants acceptés", "Ce poste est ouvert aux débutants. Cela te convient-il\u202F?")]
    [InlineData("fr", "Pas de freelances", "Souhaites-tu être salarié(e) plutôt qu’indépendant(e)\u202F?")]
    [InlineData("fr", "Horaires variables", "Acceptes-tu de travailler en horaires variables\u202F?")]
    [InlineData("fr", "Déplacements réguliers en Europe", "Acceptes-tu les déplacements réguliers en Europe\u202F?")]
    [InlineData("fr", "Inscription à l'ordre des pharmaciens", "Es-tu inscrit(e) à l’ordre des pharmaciens\u202F?")]
    [InlineData("fr", "Lecture de cartes", "Sais-tu lire des cartes\u202F?")]
    [InlineData("fr", "Connaître la région et savoir s'orienter", "Connais-tu la région, et sais-tu t’orienter\u202F?")]
    [InlineData("fr", "Être majeur et résider en France", "As-tu 18 ans ou plus, et habites-tu en France\u202F?")]
    [InlineData("fr", "Habitué(e) à conduire de nuit", "As-tu l’habitude de conduire de nuit\u202F?")]
    [InlineData("fr", "Bonnes connaissances en jardinage", "As-tu de bonnes connaissances en jardinage\u202F?")]
    [InlineData("fr", "Avoir son propre outillage", "As-tu ton propre outillage\u202F?")]
    [InlineData("fr", "Pas d'enfant à charge", "Tu n’as pas d’enfant à charge, est-ce exact\u202F?")]
    [InlineData("en", "Clean criminal record", "Do you have a clean criminal record?")]
    [InlineData("en", "Must be aged 21 or above", "Are you 21 or older?")]
    [InlineData("en", "Reliable and kind individual", "Are you a reliable and kind individual?")]
    [InlineData("fr", "Diplômé(e) de droit", "Es-tu diplômé(e) de droit\u202F?")]
    [InlineData("fr", "Anglais lu, écrit, parlé", "Lis-tu, écris-tu et parles-tu l’anglais\u202F?")]
    [InlineData("fr", "Permis B non obligatoire", "Tu peux faire ce travail sans permis B. Cela te convient-il\u202F?")]
    [InlineData("de", "Nachweis eines aktuellen Impfschutzes", "Kannst du einen aktuellen Impfschutz nachweisen?")]
    [InlineData("de", "Nachweis einer bestandenen Prüfung", "Kannst du eine bestandene Prüfung nachweisen?")]
    [InlineData("de", "Nachweis der letzten Schulungen", "Hast du einen Nachweis der letzten Schulungen?")]
    [InlineData("de", "Im Besitz einer Approbation", "Bist du im Besitz einer Approbation?")]
    [InlineData(
        "de",
        "Gute Kenntnisse der Region und des Marktes",
        "Hast du gute Kenntnisse der Region und des Marktes?"
    )]
    [InlineData(
        "de",
        "Montieren und Reparieren elektrischer Geräte",
        "Kannst du elektrische Geräte montieren und reparieren?"
    )]
    [InlineData("de", "Analysieren großer Datenmengen", "Kannst du große Datenmengen analysieren?")]
    [InlineData(
        "de",
        "Abschluss im Handwerk oder ausgebildeter Koch",
        "Hast du einen Abschluss im Handwerk, oder bist du ausgebildeter Koch?"
    )]
    [InlineData("de", "Anerkannte pädagogische Ausbildung", "Hast du eine anerkannte pädagogische Ausbildung?")]
    [InlineData("de", "Reisebereitschaft von etwa 20 %", "Bist du bereit, etwa 20 % der Arbeitszeit zu reisen?")]
    [InlineData("de", "Engagement, auch in der Hauptsaison", "Bringst du Engagement mit, auch in der Hauptsaison?")]
    [InlineData("de", "Verhandlungssichere Englischkenntnisse", "Sprichst du verhandlungssicher Englisch?")]
    [InlineData("de", "Kandidaten müssen unbedingt über ein Auto verfügen", "Hast du ein Auto?")]
    [InlineData("de", "Bewerber müssen volljährig sein", "Bist du volljährig?")]
    [InlineData(
        "de",
        "Führerschein Klasse C1 mit Fahrerkarte",
        "Hast du einen Führerschein der Klasse C1 mit Fahrerkarte?"
    )]
    [InlineData(
        "de",
        "Gesellenbrief und Bereitschaft zum Schichtdienst",
        "Hast du einen Gesellenbrief, und bist du bereit zum Schichtdienst?"
    )]
    [InlineData("de", "Verfügbarkeit ab August", "Bist du ab August verfügbar?")]
    [InlineData("de", "Befähigung zum Lehramt", "Hast du die Befähigung zum Lehramt?")]
    [InlineData("de", "Impfung gegen Tetanus", "Bist du gegen Tetanus geimpft?")]
    [InlineData("de", "Staplerschein, Gesellenbrief", "Hast du einen Staplerschein und einen Gesellenbrief?")]
    [InlineData(
        "nl",
        "Diploma verpleegkunde of bijna klaar met de opleiding",
        "Heb je een diploma verpleegkunde, of ben je bijna klaar met de opleiding?"
    )]
    [InlineData("nl", "Vakbondslid of registratie als tolk", "Ben je vakbondslid, of heb je een registratie als tolk?")]
    [InlineData("nl", "Smetvrees is een no-go", "Je hebt geen smetvrees, klopt dat?")]
    [InlineData(
        "nl",
        "Werken vanuit huis is bij ons geen optie",
        "Werken vanuit huis is bij deze functie geen optie. Past dat bij je?"
    )]
    [InlineData("nl", "Kandidaten zonder huisdieren", "Je hebt geen huisdieren, klopt dat?")]
    [InlineData("nl", "Basiskennis Photoshop", "Heb je basiskennis van Photoshop?")]
    [InlineData("nl", "Basis Spaans", "Heb je basiskennis van het Spaans?")]
    [InlineData("nl", "Bakker met afgeronde opleiding", "Ben je een bakker met een afgeronde opleiding?")]
    [InlineData("nl", "Goede beheersing van Duits", "Beheers je het Duits goed?")]
    [InlineData("nl", "Ervaring van 2 tot 4 jaar", "Heb je 2 tot 4 jaar ervaring?")]
    [InlineData(
        "nl",
        "Fulltime beschikbaar, parttime niet mogelijk",
        "Parttime is bij deze functie niet mogelijk. Ben je fulltime beschikbaar?"
    )]
    [InlineData("nl", "Vlieglicentie", "Heb je een vlieglicentie?")]
    [InlineData("nl", "Kandidaten moeten over een laptop beschikken", "Heb je een laptop?")]
    [InlineData("de", "Bewerber sollten ein Auto haben", "Hast du ein Auto?")]
    [InlineData("de", "Du solltest gern mit Kindern arbeiten", "Arbeitest du gern mit Kindern?")]
    [InlineData("de", "Ehrlichkeit, Loyalität", "Bist du ehrlich und loyal?")]
    [InlineData(
        "de",
        "Ausbildung als Maurer oder gelernter Maler",
        "Hast du eine Ausbildung als Maurer oder gelernter Maler?"
    )]
    [InlineData("de", "Zuverlässige, strukturierte Arbeitsweise", "Arbeitest du zuverlässig und strukturiert?")]
    [InlineData("nl", "Ervaring als stukadoor, VCA", "Heb je ervaring als stukadoor, en heb je VCA?")]
    [InlineData("nl", "Hbo of wo diploma", "Heb je een hbo- of wo-diploma?")]
    [InlineData("nl", "Kennis Frans", "Spreek je Frans?")]
    [InlineData("de", "In der Halle arbeiten", "Kannst du in der Halle arbeiten?")]
    [InlineData("de", "Im Büro (kein Homeoffice) arbeiten", "Kannst du im Büro arbeiten (kein Homeoffice)?")]
    [InlineData("fr", "Bac+3 minimum", "As-tu au moins un Bac+3\u202F?")]
    [InlineData("en", "Own laptop essential, van insurance required", "Do you have your own laptop and van insurance?")]
    [InlineData(
        "en",
        "SC clearance or eligible to gain it",
        "Do you have SC clearance, or are you eligible to gain it?"
    )]
    [InlineData(
        "en",
        "Level 2 in Playwork and paediatric first aid",
        "Do you have a Level 2 in Playwork, and do you have a paediatric first aid certificate?"
    )]
    [InlineData("en", "Garda vetting", "Do you have Garda vetting?")]
    [InlineData("en", "Minimum 5 years PQE", "Do you have at least 5 years’ PQE?")]
    [InlineData("en", "City & Guilds Level 2", "Do you have City & Guilds Level 2?")]
    [InlineData(
        "en",
        "Bar experience not essential as full training given",
        "You can do this job without bar experience. Does that suit you?"
    )]
    [InlineData(
        "en",
        "Willing to stay over on some long runs with early starts",
        "Are you willing to stay over on some long runs with early starts?"
    )]
    [InlineData("en", "In-date fire safety training", "Is your fire safety training up to date?")]
    [InlineData(
        "en",
        "Reach and counterbalance tickets, in-date",
        "Do you have in-date reach and counterbalance tickets?"
    )]
    [InlineData("en", "Flexible to cover evenings", "Can you cover evenings?")]
    [InlineData("en", "A warm, can-do attitude", "Do you have a warm, can-do attitude?")]
    [InlineData("en", "17th Edition", "Do you have the 17th Edition?")]
    [InlineData("en", "High standard of written English", "Is your written English of a high standard?")]
    [InlineData("fr", "Titulaire du permis C et véhiculé(e)", "As-tu le permis C et un véhicule\u202F?")]
    [InlineData(
        "fr",
        "Lecture de schémas et maîtrise du tournage",
        "Sais-tu lire des schémas, et maîtrises-tu le tournage\u202F?"
    )]
    [InlineData(
        "fr",
        "Être inscrit en licence et chercher un stage",
        "Es-tu inscrit(e) en licence, et cherches-tu un stage\u202F?"
    )]
    [InlineData("fr", "CAP Boucher et BP Boucher idéalement", "As-tu un CAP Boucher\u202F?")]
    [InlineData("fr", "Inscription au tableau à jour", "Ton inscription au tableau est-elle à jour\u202F?")]
    [InlineData(
        "fr",
        "Logement à proximité possible",
        "Un logement à proximité est possible. Cela te convient-il\u202F?"
    )]
    [InlineData("fr", "Expérience significative en crèche", "As-tu une expérience significative en crèche\u202F?")]
    [InlineData("fr", "Permis D valide", "As-tu un permis D en cours de validité\u202F?")]
    [InlineData("fr", "SST à jour", "Ton certificat SST est-il à jour\u202F?")]
    [InlineData("fr", "Allemand courant, à l'écrit surtout", "Ton allemand est-il courant, à l’écrit surtout\u202F?")]
    [InlineData("fr", "Autorisation de travail en Suisse", "Es-tu autorisé(e) à travailler en Suisse\u202F?")]
    [InlineData("en", "Willing to relocate, own van", "Are you willing to relocate, and do you have your own van?")]
    [InlineData("en", "Honest, kind, own van", "Are you honest, kind, and do you have your own van?")]
    [InlineData("en", "Full training provided", "Training is provided. Does that suit you?")]
    [InlineData(
        "fr",
        "Travail en journée et autonomie",
        "Acceptes-tu de travailler en journée, et fais-tu preuve d’autonomie\u202F?"
    )]
    [InlineData(
        "fr",
        "Capacité à lire des plans et à encadrer",
        "Es-tu capable de lire des plans et d’encadrer\u202F?"
    )]
    [InlineData("en", "Experience planning and running events", "Do you have experience planning and running events?")]
    [InlineData(
        "en",
        "Based in Wales and eligible to work nights",
        "Do you live in Wales, and are you eligible to work nights?"
    )]
    [InlineData(
        "en",
        "Must live near Hexham or be willing to relocate",
        "Do you live near Hexham, or are you willing to relocate?"
    )]
    [InlineData("en", "Comfortable joining an on-call rota", "Are you comfortable joining an on-call rota?")]
    [InlineData(
        "en",
        "CIPD Level 5 (or studying towards)",
        "Do you have CIPD Level 5, or are you studying towards it?"
    )]
    [InlineData(
        "en",
        "Manual handling certificate (or willing to retrain)",
        "Do you have a manual handling certificate, or are you willing to retrain?"
    )]
    [InlineData(
        "en",
        "Self-starter with a calm, can-do attitude",
        "Are you a self-starter with a calm, can-do attitude?"
    )]
    [InlineData("en", "Bakery or catering background", "Do you have a background in bakery or catering?")]
    [InlineData("en", "Full UK right to work", "Do you have the right to work in the UK?")]
    [InlineData("en", "Advanced Excel including macros", "Do you have advanced Excel skills, including macros?")]
    [InlineData("en", "Minimum 4 GCSEs including English", "Do you have at least 4 GCSEs including English?")]
    [InlineData("en", "City & Guilds qualified plumber", "Are you a City & Guilds qualified plumber?")]
    [InlineData(
        "en",
        "Degree educated or equivalent experience",
        "Are you degree educated, or do you have equivalent experience?"
    )]
    [InlineData("en", "Level 3 Diploma in Beauty Therapy", "Do you have a Level 3 Diploma in Beauty Therapy?")]
    [InlineData("en", "Degree in Chemistry or related field", "Do you have a degree in Chemistry or a related field?")]
    [InlineData("en", "Experience with Xero helpful, not essential", "Do you have experience with Xero?")]
    [InlineData("en", "Makaton training - not essential", "Have you had Makaton training?")]
    [InlineData("fr", "CACES 1, 2 et 4", "As-tu les CACES 1, 2 et 4\u202F?")]
    [InlineData("fr", "CACES R482 cat. A (mini-pelle)", "As-tu le CACES R482 catégorie A (mini-pelle)\u202F?")]
    [InlineData("fr", "Allemand technique lu et écrit", "Lis-tu et écris-tu l’allemand technique\u202F?")]
    [InlineData("fr", "Habiter Rennes ou sa périphérie", "Habites-tu Rennes ou sa périphérie\u202F?")]
    [InlineData(
        "fr",
        "Bac+5 en informatique ou autodidacte",
        "As-tu un Bac+5 en informatique, ou es-tu autodidacte\u202F?"
    )]
    [InlineData("fr", "CAP plombier ou chauffagiste", "As-tu un CAP plombier ou chauffagiste\u202F?")]
    [InlineData(
        "fr",
        "Rigueur dans le suivi des stocks et la tenue des registres",
        "Fais-tu preuve de rigueur dans le suivi des stocks et la tenue des registres\u202F?"
    )]
    [InlineData(
        "fr",
        "Excellente élocution et orthographe",
        "As-tu une excellente élocution et une excellente orthographe\u202F?"
    )]
    [InlineData(
        "fr",
        "Petits déplacements à prévoir dans la région",
        "Acceptes-tu les petits déplacements dans la région\u202F?"
    )]
    [InlineData("fr", "BP validé, BTS en cours accepté", "As-tu un BP validé\u202F?")]
    [InlineData(
        "fr",
        "Vous justifiez d’une expérience confirmée en hôtellerie",
        "As-tu une expérience confirmée en hôtellerie\u202F?"
    )]
    [InlineData("fr", "La connaissance de SAP est un plus", "Connais-tu SAP\u202F?")]
    [InlineData("fr", "Sensibilité aux enjeux du climat", "Es-tu sensible aux enjeux du climat\u202F?")]
    [InlineData("en", "A DBS check will be carried out", "This job needs a DBS check. Are you happy with that?")]
    [InlineData("en", "Diploma not required but useful if you have one", "Do you have a diploma?")]
    [InlineData("en", "Hungry, driven and money motivated", "Are you hungry, driven and money motivated?")]
    [InlineData(
        "en",
        "Knowledge of Rational or Winterhalter machines",
        "Do you have knowledge of Rational or Winterhalter machines?"
    )]
    [InlineData(
        "en",
        "MMR immunisation or willing to have the course",
        "Have you had your MMR immunisation, or are you willing to have the course?"
    )]
    [InlineData("en", "Not fazed by busy nights", "You’re not fazed by busy nights – is that right?")]
    [InlineData("fr", "Permis CE (ou prêt à le passer)", "As-tu le permis CE, ou es-tu prêt(e) à le passer\u202F?")]
    [InlineData("fr", "CAP en vente, commerce ou accueil", "As-tu un CAP en vente, commerce ou accueil\u202F?")]
    [InlineData("fr", "Sens du détail et patience", "As-tu le sens du détail, et fais-tu preuve de patience\u202F?")]
    [InlineData("fr", "Bonne mémoire et bonne écoute", "As-tu une bonne mémoire et une bonne écoute\u202F?")]
    [InlineData(
        "fr",
        "CAP boucher, permis B, expérience en rayon",
        "As-tu un CAP boucher, le permis B et de l’expérience en rayon\u202F?"
    )]
    [InlineData("fr", "Vous êtes reconnue pour votre rigueur", "Es-tu reconnu(e) pour ta rigueur\u202F?")]
    [InlineData("fr", "Vous êtes prête à vous former", "Es-tu prêt(e) à te former\u202F?")]
    [InlineData("fr", "Plus de 6 points sur le permis", "As-tu plus de 6 points sur ton permis\u202F?")]
    [InlineData("fr", "Permis C et ponctualité", "As-tu le permis C, et fais-tu preuve de ponctualité\u202F?")]
    [InlineData(
        "en",
        "Live in or be willing to relocate to Dorset",
        "Do you live in Dorset, or are you willing to relocate there?"
    )]
    [InlineData(
        "en",
        "Experience of budgeting, planning and reporting",
        "Do you have experience in budgeting, planning and reporting?"
    )]
    [InlineData(
        "en",
        "Part qualified accountants considered",
        "This job is open to part qualified accountants. Does that suit you?"
    )]
    [InlineData("en", "Not afraid to ask questions", "You’re not afraid to ask questions – is that right?")]
    [InlineData("en", "Must be flexible as shifts vary", "Are you flexible?")]
    [InlineData("en", "Some overnight stays required", "Are you happy to do some overnight stays?")]
    [InlineData("fr", "Niveau bac minimum en chimie", "As-tu au moins le niveau bac en chimie\u202F?")]
    [InlineData("fr", "Autorisation de travail valide", "As-tu une autorisation de travail valide\u202F?")]
    [InlineData("fr", "Être titulaire d'un diplôme de moniteur", "As-tu un diplôme de moniteur\u202F?")]
    [InlineData("fr", "Bon niveau rédactionnel", "As-tu un bon niveau rédactionnel\u202F?")]
    [InlineData(
        "fr",
        "Qualités d'organisation et de rigueur",
        "As-tu des qualités d’organisation et de rigueur\u202F?"
    )]
    [InlineData(
        "fr",
        "Sens de l'accueil et bonne élocution",
        "As-tu le sens de l’accueil et une bonne élocution\u202F?"
    )]
    [InlineData(
        "fr",
        "Autonome et calme, vous savez travailler en équipe",
        "Es-tu autonome et calme, et sais-tu travailler en équipe\u202F?"
    )]
    [InlineData("fr", "Lecture et écriture du français", "Sais-tu lire et écrire le français\u202F?")]
    [InlineData(
        "fr",
        "Formation en vente ou expérience équivalente",
        "As-tu une formation en vente ou une expérience équivalente\u202F?"
    )]
    [InlineData("fr", "Expérience d'un an minimum en crèche", "As-tu au moins un an d’expérience en crèche\u202F?")]
    [InlineData("fr", "Vous n'avez pas peur de vous salir", "Tu n’as pas peur de te salir, est-ce exact\u202F?")]
    [InlineData("fr", "Véhicule ou prêt à en louer un", "As-tu un véhicule, ou es-tu prêt(e) à en louer un\u202F?")]
    public void A_phrase_is_asked_by_what_it_is(string language, string requirement, string question) =>
        Assert.Equal(question, Asked(language, requirement));

    [Theory]
    [InlineData("own transport", "forklift licence", "weekends", "night shifts", "shifts", "full-time", "part-time")]
    [InlineData("flexible", "team player", "reliable", "stress resistant", "customer focused", "accurate")]
    [InlineData("speaks Dutch", "speaks English", "speaks German", "speaks French", "speaks Spanish", "speaks Polish")]
    public void Every_meaning_has_a_question(params string[] requirements) =>
        Assert.All(
            Phrasebook.Languages.SelectMany(language => requirements.Select(it => (language, it))),
            asked => Assert.DoesNotMatch("[“„«]", Asked(asked.language, asked.it))
        );

    // Where no rule is sure, a question is put around the words: half a requirement is never asked for.
    [Theory]
    [InlineData("nl", "No driver’s license needed")]
    [InlineData("en", "Has his car and is flexible when he has to, or not")]
    [InlineData("en", "Heeft een eigen auto")]
    [InlineData("nl", "Lives in or near Amsterdam")]
    [InlineData("de", "Bereit, wenn Sie es sind")]
    public void A_question_is_put_around_any_other(string language, string requirement)
    {
        var asked = Asked(language, requirement);

        Assert.Contains(" – ", asked);
        Assert.Equal(Spelling.Fold(requirement)[..8], Spelling.Fold(asked)[..8]);
        Assert.DoesNotMatch("[“”„«»\"]", asked);
    }

    public static TheoryData<string> Wordings => [.. Cases.Keys];

    private static readonly Dictionary<string, WordingCase> Cases = JsonSerializer
        .Deserialize<List<WordingCase>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Requirements", "wordings.json")),
            JsonSerializerOptions.Web
        )!
        .ToDictionary(it => it.Id);

    [Theory]
    [MemberData(nameof(Wordings))]
    public void A_requirement_is_asked_as_a_recruiter_would(string id)
    {
        var it = Cases[id];

        var action = Action(it.Language, it.Requirement, Enum.Parse<Tone>(it.Tone, ignoreCase: true));

        Assert.Contains(Spaceless(action.Value.Text), it.Right.Select(Spaceless));
        Assert.Equal(it.AskedAs is "text" ? ActionSubType.Text : ActionSubType.List, action.SubType);

        // Spaces before French punctuation are of any kind.
        static string Spaceless(string text) =>
            text.Replace("\u202F", "", StringComparison.Ordinal)
                .Replace(" ?", "?", StringComparison.Ordinal)
                .Replace("'", "’", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nl", "Geen lopend rijverbod")]
    [InlineData("nl", "Geen 9-tot-5-mentaliteit")]
    [InlineData("en", "No criminal record")]
    [InlineData("de", "Nichtraucher")]
    [InlineData("fr", "Pas de casier judiciaire")]
    public void A_negative_is_answered_by_labels_that_cannot_be_misread(string language, string requirement)
    {
        var value = Action(language, requirement, Tone.Informal).Value;

        Assert.True(WordingRules.Negates(value.Text));
        Assert.All(value.Options!, option => Assert.InRange(option.Label.Length, 4, 20));
        Assert.DoesNotContain(value.Options!, option => option.Label is "Ja" or "Yes" or "Oui");
    }

    [Fact]
    public void An_open_question_decides_nothing()
    {
        var flow = VacancyApplicationComposer.Compose(
            new("nl", 0, "x", [new("Wat trekt je aan in dit vak?", "why")], [], [], [], [])
        );
        var node = flow.Nodes.Single(node => node.Name == "knockout-1");

        Assert.Null(node.Action.Value.Options);
        Assert.Single(node.Transitions);
    }

    [Fact]
    public void Questions_around_words_take_turns()
    {
        var asked = VacancyApplicationComposer
            .Compose(
                new(
                    "en",
                    0,
                    "x",
                    [.. Enumerable.Range(0, 6).Select(i => new Question($"Zorble quxing {i}x", $"q{i}"))],
                    [],
                    [],
                    [],
                    []
                )
            )
            .Nodes.Where(node => node.Name.StartsWith("knockout", StringComparison.Ordinal))
            .Select(node => node.Action.Value.Text.Split(" – ")[1].Split('(')[0]);

        Assert.Equal(6, asked.Distinct().Count());
    }

    [Theory]
    [InlineData("nl", "Rijbewijs B", "Hebt u rijbewijs B?")]
    [InlineData("de", "Hat einen eigenen Pkw", "Haben Sie einen eigenen Pkw?")]
    [InlineData("fr", "Envie de t’investir", "Avez-vous envie de vous investir\u202F?")]
    [InlineData("fr", "Possède une voiture", "Avez-vous une voiture\u202F?")]
    public void A_formal_tone_asks_formally(string language, string requirement, string question) =>
        Assert.Equal(question, Asked(language, requirement, Tone.Formal));

    // The readings of such a text double with each word. Without a bound, as many as a request can have take a quarter of an hour.
    [Fact]
    public async Task Texts_with_countless_readings_are_asked_all_the_same()
    {
        var requirement = string.Concat(Enumerable.Repeat("ervaring, ", 20));

        var asked = Task.Run(
            () => Enumerable.Range(0, 100).Select(_ => Asked("nl", requirement)).ToList(),
            TestContext.Current.CancellationToken
        );

        Assert.All(
            await asked.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken),
            Assert.NotEmpty
        );
    }

    private static string Asked(string language, string requirement, Tone tone = Tone.Informal) =>
        Action(language, requirement, tone).Value.Text;

    private static NodeAction Action(string language, string requirement, Tone tone) =>
        VacancyApplicationComposer
            .Compose(new(language, 0, "x", [new(requirement, "field")], [], [], [], []) { Tone = tone })
            .Nodes.Single(node => node.Name == "knockout-1")
            .Action;

    private sealed record WordingCase(
        string Id,
        string Language,
        string Tone,
        string Requirement,
        IReadOnlyList<string> Right,
        string? AskedAs = null
    );
}
