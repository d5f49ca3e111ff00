# Signing in and out.

sign-in-title = Entrar
sign-in-email = Correo electrónico o nombre para entrar
sign-in-password = Contraseña
sign-in-do = Entrar
sign-in-passkey = Usar una llave de acceso
sign-in-trouble = No puedo entrar
sign-in-trouble-words = Pida ayuda a quien dirige o supervisa. Esa persona le puede hacer un enlace. Nunca necesita su contraseña. Nadie se la debe pedir.
sign-in-wrong = El correo o la contraseña no están bien. Vea los dos y pruebe otra vez.
sign-in-wrong-code = Ese código no sirvió. Los códigos cambian cada 30 segundos y cada uno sirve una vez. Pruebe el que su aplicación muestra ahora.
sign-in-too-late = Pasó un buen rato. Empiece otra vez con su correo y su contraseña.
sign-in-wait-seconds = Demasiados intentos. Espere { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
} y pruebe otra vez.
sign-in-wait-minutes = Demasiados intentos desde aquí. Espere { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
} y pruebe otra vez, o pida ayuda a quien dirige.
sign-in-step-title = Un paso más
sign-in-organization = ¿Qué organización?
sign-in-organization-needed = Elija una organización.
sign-in-code = Código de su aplicación
sign-in-code-hint = Seis números. Si no tiene su teléfono, escriba uno de sus códigos de respaldo.
sign-in-code-needed = Escriba el código que su aplicación muestra ahora.
sign-in-start-over = Empezar de nuevo
sign-in-signed-out = Su cuenta está cerrada.
sign-in-ended-idle = Pasó un rato y cerramos su cuenta. Entre, y siga donde estaba. Guardamos lo que escribía.
sign-in-ended-too-long = Su cuenta estuvo abierta mucho tiempo. Le pedimos que entre otra vez. Guardamos lo que escribía.
sign-in-ended-revoked = Su cuenta se cerró en este aparato. Entre para seguir.
sign-in-recovery-made = { $name } hizo un enlace para que usted entre a su cuenta. Día: { $day }. Si usted no lo pidió, avise hoy a quien dirige.
sign-in-recovery-somebody = Alguien
sign-in-shared = Otras personas usan este aparato
sign-in-shared-hint = Cerramos su cuenta tras 10 minutos sin uso. Aquí no se guarda nada.
sign-in-mail = Mándeme un código
sign-in-mail-hint = Para las personas a quienes apoyamos y quienes están a su lado: escriba su correo y le llega un código. No hace falta una contraseña.
sign-in-mailed-title = Vea su correo
sign-in-mailed-intro = Si este correo tiene un espacio aquí, ya va un código en camino. Puede tardar uno o dos minutos. Sirve por 20 minutos.
sign-in-mailed-code = Código del correo
sign-in-mailed-hint = Ocho letras y números, como CDFG-HJKM.
sign-in-mailed-wrong = Ese código no sirvió. Véalo bien y pruebe otra vez.
sign-in-mailed-late = Este código ya es viejo o ya se usó. Empiece de nuevo y pida otro.
sign-in-mailed-subject = Su código
sign-in-mailed-words = Este es su código: { $code }
sign-in-mailed-end = Sirve una vez, por 20 minutos. Si usted no lo pidió, puede borrar este correo.
sign-in-passkey-failed = La llave de acceso no sirvió. Pruebe otra vez, o use su contraseña.
