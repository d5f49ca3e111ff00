# The list of people, search, and the head of a person's pages.

people-nav = Personas
people-title = Personas
people-add = Agregar a una persona
people-add-referral = Recibir una referencia
people-search = Buscar a alguien
people-search-hint = Un nombre tal como lo oyó, el final de un teléfono, o una fecha de nacimiento.
people-search-go = Buscar
people-show = Qué personas
people-show-here = Con nosotros
people-show-coming = En camino
people-show-unassigned = Necesitan a alguien
people-show-past = Antes
people-program = Programa
people-program-go = Mostrar
people-found = { $count ->
    [0] No se encontró a nadie
    [one] Se encontró a una persona
   *[other] Se encontró a { $count } personas
}
people-more = Más personas
people-last-contact = Último contacto:
people-no-contact-yet = Sin contacto todavía
people-with-peer = Con { $name }
people-without-peer = Necesita a alguien
people-empty-search = Nadie coincide
people-empty-own = Usted todavía no apoya a nadie
people-empty-here = Todavía no hay nadie en este programa
people-empty-coming = No hay nadie en camino
people-empty-unassigned = Cada persona tiene a alguien
people-empty-past = Aquí no hay nadie
people-empty-hint = Usted ve a las personas que puede ver. Si le falta alguien, pregunte a quien le supervisa.
people-age = { $years ->
    [one] { $years } año
   *[other] { $years } años
}
people-interpreter-needed = Necesita intérprete
people-colleague = Esta persona trabaja o trabajó aquí
people-colleague-text = Abra este expediente solo si su trabajo lo necesita. Cada vez que se abre queda marcada en la lista de accesos.
people-tabs = Esta persona
people-tab-overview = Resumen
people-tab-goals = Metas
people-tab-contacts = Contactos
people-tab-about = Sobre la persona
people-channel-phone = Llamada
people-channel-text = Mensaje de texto
people-channel-email = Correo electrónico
people-channel-mail = Carta
people-channel-other = Otra forma

## Above every page of a person
people-emergency = Usted usa un acceso de emergencia.
people-emergency-until = La persona y la dirección lo saben. Termina:
people-kept-out = { $name } pidió que { $who } no vea esto: { $what }. Lo aceptamos.
people-kept-out-everything = todo
people-kept-out-record = quién es y cómo encontrarle
people-kept-out-notes = las notas
people-kept-out-goals = las metas
people-kept-out-schedule = lo planeado
people-kept-out-referrals = las referencias
