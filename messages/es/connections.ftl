# Conexiones: se conecta a una persona con un servicio, y el círculo se cierra cuando dice cómo le fue.

connections-nav = Conexiones
connections-title = Conexiones
connections-lead = Con qué servicios se conectó a esta persona, y qué resultó.
connections-new = Conectar con un servicio
connections-one = Conexión
connections-none = Aún no hay conexiones
connections-none-text = Cuando quiera comida, vivienda, un viaje u otra cosa, empiece aquí.
connections-confirmed = Lo dijo la persona
connections-need = Qué quiere
connections-need-choose = Elija
connections-need-missing = Elija qué quiere.
connections-service = Servicio
connections-service-hint = Su nombre, como lo nombra un permiso.
connections-service-missing = Escriba el nombre del servicio.
connections-email = Correo electrónico
connections-words = Lo que se le dice al servicio
connections-words-hint = Solo lo que tiene que saber, en palabras que la persona firmaría.
connections-urgent = Urgente
connections-save = Guardar
connections-drafted = El borrador está guardado. No se ha enviado nada.

## Sending
connections-send = Enviarla
connections-how = ¿Cómo?
connections-how-missing = Elija cómo enviarla.
connections-send-print = En papel, con la persona
connections-send-print-hint = La lleva la persona, que decide a quién se la da.
connections-send-mail = Por correo electrónico
connections-send-mail-hint = La carta lleva un enlace y nada sobre la persona. Un permiso tiene que nombrar el servicio.
connections-send-link = Con un enlace que usted entrega
connections-send-link-hint = El servicio contesta sin cuenta. Un permiso tiene que nombrar el servicio.
connections-send-do = Enviar
connections-sent = Está enviada. Imprímala y désela a la persona.
connections-mailed = La carta va en camino.
connections-closed = Esto no se puede enviar ahora
connections-consent = Escribir un permiso
connections-link = El enlace para el servicio
connections-link-text = Se muestra una sola vez. Abre durante 30 días, y se cierra en cuanto la persona retira el permiso.
connections-letter-subject = { $organization }: una conexión espera su respuesta
connections-letter = { $organization } quiere conectar a una persona con ustedes, y tiene su permiso. Abra el enlace y diga si pueden recibirla.
connections-letter-link = Abrir y contestar
connections-letter-foot = No hace falta una cuenta. Por favor no pase el enlace a nadie.
connections-paper = Imprimirla
connections-paper-for = Para
connections-paper-from = De
connections-paper-text = Por favor llámenos si algo no está claro, o si no pueden ayudar.

## Answers
connections-answer = Qué dice el servicio
connections-answer-what = ¿Dónde está ahora?
connections-answer-words = En sus palabras
connections-answer-missing = Elija dónde está ahora.
connections-reason-missing = Diga por qué.
connections-answered = La respuesta está anotada.
connections-not-now = Desde donde está no puede pasar ahí. Ábrala otra vez y mire.
connections-changed = Alguien más cambió esto mientras tanto. Ábrala otra vez y mire.
connections-status-draft = Borrador
connections-status-requested = Enviada
connections-status-accepted = Aceptada
connections-status-rejected = Dijeron que no
connections-status-in-progress = En marcha
connections-status-on-hold = En lista de espera
connections-status-failed = No funcionó
connections-status-completed = Completada
connections-status-cancelled = Cancelada
connections-status-entered-in-error = Escrita por error

## What came of it
connections-outcome = Qué resultó
connections-outcome-text = Lo que dice el servicio y lo que dice la persona son dos cosas. Pregunte a la persona.
connections-outcome-what = Para la persona
connections-outcome-missing = Elija qué resultó.
connections-outcome-connected-helpful = Se conectó, y ayudó
connections-outcome-connected-not-helpful = Se conectó, y no ayudó
connections-outcome-waitlisted = En lista de espera
connections-outcome-not-eligible = No cumple los requisitos
connections-outcome-declined-by-person = Decidió que no
connections-outcome-could-not-reach = No se pudo hablar con el servicio
connections-outcome-service-closed = El servicio está cerrado
connections-outcome-unknown = No se sabe
connections-outcome-words = En palabras de la persona
connections-barriers = ¿Qué lo impidió?
connections-barriers-hint = Si no se conectó. Se cuenta, para cambiar lo que lo impide.
connections-barriers-missing = Elija qué lo impidió.
connections-confirm = Lo dijo la persona misma
connections-confirm-hint = Mientras no lo diga, le recordamos preguntarle.
connections-concluded = Anotado.
connections-acts = Qué pasó
connections-acts-none = Aún nada.
connections-by-service = El servicio

## How it went with each service
connections-followed = Usted sigue estas
connections-followed-none = Nada que seguir
connections-followed-none-text = Lo que envíe aparece aquí hasta que la persona diga cómo le fue.
connections-services = Cómo fue con cada servicio
connections-services-none = Aún no se ha conectado a nadie.
connections-col-sent = Enviadas
connections-col-connected = Conectadas
connections-col-not = No conectadas
connections-col-days = Días hasta conectar
connections-percent = { $percent }%
connections-rate-title = Cómo les fue a otras personas
connections-rate = El { $percent }% de { $known } se conectó, tras { $days } días de media.
connections-rate-none = Nadie de { $known } se conectó.
connections-rate-unknown = Aún no se sabe.
