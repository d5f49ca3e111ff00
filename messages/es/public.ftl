# Las páginas públicas: lo que lee todo el mundo, con cuenta o sin ella.

public-nav = Páginas públicas
public-nav-about = Quiénes somos
public-nav-groups = Grupos
public-nav-library = Biblioteca
public-nav-directory = Servicios cerca
public-nav-refer = Pida un par
public-nav-help = Ayuda ahora
public-description = Apoyo de personas que han pasado por lo mismo.
public-nav-sign-in = Entrar

## The front
public-home-title = Le damos la bienvenida
public-home-welcome = Le damos la bienvenida a { $name }
public-home-lead = Somos pares. También pasamos por momentos duros, y vamos con usted a su paso.
public-home-refer = Pida un par
public-home-help = Ayuda ahora
public-home-soon = Lo que viene
public-home-all-groups = Ver todos los grupos
public-door-about = Quiénes somos, dónde estamos y con quién vamos.
public-door-groups = Qué grupos hay, cuándo, y cómo ir.
public-door-library = Cosas para leer, ver, oír y probar.
public-door-directory = Comida, casa, viajes y más, con números que probamos.
public-door-refer = Para usted, o para alguien a quien quiere.
public-door-help = A quién llamar o escribir, de día y de noche.

## About
public-about-title = Quiénes somos
public-about-heading = Qué es { $name }
public-about-peers = Quien trabaja aquí también pasó por tiempos duros. Usa lo que aprendió para estar al lado de otra gente.
public-about-yours = Usted dice lo que quiere. Le oímos, le decimos lo que sabemos, y vamos con usted si así lo desea.
public-about-programs = Nuestros programas
public-about-partners = Vamos de la mano con
public-about-reach = Cómo hablar con el equipo

## Help now
public-help-title = Ayuda ahora
public-help-lead = Llame o escriba. Es gratis, y no hace falta estar en peligro para llamar.
public-help-own = Nuestras líneas
public-help-more = Más gente que ayuda
public-help-call = Llame al { $number }
public-help-text = Escriba al { $number }
public-help-text-word = Mande { $word } al { $number }
public-help-page = Su página web
public-help-checked = Última prueba: { $day }
public-help-checked-why = Los números cambian. Los probamos una y otra vez, y decimos cuándo fue la última.

## Groups and meetings
public-groups-title = Grupos y reuniones
public-groups-lead = Venga como es. No tiene que hablar.
public-groups-soon = Lo que sigue
public-groups-soon-none = No hay nada para los próximos dos meses.
public-groups-all = Todos los grupos
public-groups-none = Aún no hay grupos
public-groups-none-text = Cuando haya uno, lo verá aquí.
public-groups-month = Ver el mes
public-groups-feed = Archivo de calendario
public-groups-feed-text = Ponga este archivo en su celular, y las fechas nuevas llegan solas. No lleva el nombre de nadie.
public-groups-for-whom = Para: { $audience }
public-groups-when = { $day }, de { $from } a { $to }
public-groups-moved = Era el { $day }
public-groups-cancelled = No hay
public-groups-online = También en línea
public-groups-join-online = Entrar en línea
public-groups-audience = Para quién es
public-groups-place = Dónde
public-groups-language = Idioma
public-groups-zone = Reloj
public-groups-joining = Cómo ir
public-groups-add = Poner en mi calendario
public-groups-once = Una vez, { $day }, { $time }
public-groups-weekly = Cada { $days }, { $time }
public-groups-every-2-weeks = Cada 2 semanas: { $days }, { $time }
public-groups-monthly-day = El día { $day } de cada mes, { $time }
public-groups-monthly-1 = El primer { $day } de cada mes, { $time }
public-groups-monthly-2 = El segundo { $day } de cada mes, { $time }
public-groups-monthly-3 = El tercer { $day } de cada mes, { $time }
public-groups-monthly-4 = El cuarto { $day } de cada mes, { $time }
public-groups-monthly-last = El último { $day } de cada mes, { $time }
public-groups-month-of = { $month } de { $year }
public-groups-months = Meses
public-groups-month-before = Mes anterior
public-groups-month-after = Mes siguiente

## Ask for a peer
public-refer-title = Pida un par
public-refer-lead = Alguien de { $name } le va a buscar. No hacen falta papeles ni seguro, ni palabras raras para lo que pasa.
public-refer-me = Para mí
public-refer-me-text = Quiero que un par me busque.
public-refer-somebody = Para otra persona
public-refer-somebody-text = Sé de alguien que quizá quiera un par.
public-refer-not-watched = Nadie mira esta página todo el día. Si no puede esperar, llame o escriba al 988.
public-refer-me-title = Pida un par para usted
public-refer-me-lead = Escriba solo lo que quiera. Lo demás lo puede decir cara a cara.
public-refer-me-who = Usted
public-refer-me-name = ¿Cómo le decimos?
public-refer-me-name-hint = El nombre que le guste.
public-refer-me-name-missing = Escriba un nombre para poder hablarle.
public-refer-me-reason = ¿Qué le importa más ahora? ¿Qué ayudaría?
public-refer-me-reason-hint = Con sus palabras, pocas o muchas.
public-refer-me-reach = ¿Cómo le hallamos?
public-refer-me-reach-missing = Dé un teléfono o un correo, o diga abajo dónde le hallamos.
public-refer-me-sent = Gracias. { $program } ya tiene sus palabras. Un par le busca a más tardar el { $day }.
public-refer-somebody-title = Pida un par para otra persona
public-refer-somebody-lead = Piense primero en la persona: qué espera, qué hace bien, qué le ayuda. No tiene que saberlo todo.
public-refer-somebody-who = La persona
public-refer-somebody-name = ¿Cómo le gusta que le digan?
public-refer-somebody-name-hint = Basta el nombre.
public-refer-somebody-name-missing = Escriba un nombre para poder hablarle.
public-refer-somebody-reason = ¿Qué le importa más ahora? ¿Qué ayudaría?
public-refer-somebody-reason-hint = Use sus propias palabras si puede. No hacen falta etiquetas.
public-refer-somebody-reach = ¿Cómo hallamos a la persona?
public-refer-somebody-reach-missing = Dé un teléfono o un correo, o diga abajo dónde está.
public-refer-somebody-sent = Gracias. { $program } ya tiene sus palabras. Un par busca a la persona a más tardar el { $day }.
public-refer-is-known = Sabe que lo pido
public-refer-is-known-hint = Es mejor si lo sabe. Si no, primero hablamos con usted.
public-refer-program = ¿Qué programa?
public-refer-program-hint = ¿No sabe cuál? Tome el que suene mejor. Se puede cambiar.
public-refer-program-missing = Elija un programa.
public-refer-phone = Teléfono
public-refer-phone-wrong = Escriba todo el número, con el código de área.
public-refer-calling = ¿Es seguro llamar a este número?
public-refer-calling-hint = Otra gente puede oír un mensaje o ver quién llamó. Usted sabe.
public-refer-calling-message = Sí, y pueden dejar un mensaje
public-refer-calling-no-message = Sí, pero sin dejar mensaje
public-refer-calling-no = No, por favor no llamen
public-refer-calling-missing = Diga si es seguro llamar a este número.
public-refer-email = Correo electrónico
public-refer-reach-words = La mejor hora, u otras maneras
public-refer-reach-words-hint = Como: después de las 4, o solo por mensaje.
public-refer-language = Idioma para hablar
public-refer-asker-who = Usted
public-refer-asker = Su nombre
public-refer-asker-missing = Escriba su nombre.
public-refer-asker-contact = ¿Cómo le hallamos?
public-refer-asker-contact-hint = Un teléfono o un correo.
public-refer-asker-contact-missing = Diga cómo le hallamos.
public-refer-source = ¿Quién es usted para la persona?
public-refer-source-choose = Elija
public-refer-source-missing = Elija quién es usted para la persona.
public-refer-call-by = Si lo manda ahora, un par le busca a más tardar el { $day }.
public-refer-privacy = Solo lo lee el equipo que busca a la persona. Lo guarda con el cuidado de un expediente de salud.
public-refer-send = Mandar
public-refer-sent-title = Ya lo tenemos
public-refer-number = Su número
public-refer-number-text = Apúntelo. Si nos llama, con este número basta para hallar lo que mandó.

## What keeps machines away from forms
public-form-leave-empty = Deje esto vacío
public-form-empty = Se llenó una casilla que la gente no ve. Ya está vacía. Mándelo otra vez, por favor.
public-form-early = Eso fue muy rápido. Mírelo bien y mándelo otra vez, por favor.
public-form-late = Esta página estuvo abierta mucho tiempo. Sus palabras siguen aquí. Mándelo otra vez, por favor.
public-form-wait = Llegaron muchas hojas de este lugar. Pruebe otra vez en { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}. Sus palabras se quedan en esta página.
