# Mensajes a una persona, como los ve quien trabaja con ella.

messages-title = Mensajes
messages-lead = Unas palabras para la página propia de la persona. Las ve allí y en ningún otro lugar: no se manda nada por correo ni por mensaje de texto.
messages-outside = Esta persona aún no ha entrado en su propio espacio. Verá los mensajes cuando entre.
messages-words = Su mensaje
messages-words-hint = Escriba como hablaría. La persona puede responder con unas palabras.
messages-send = Ponerlo en su página
messages-sent = El mensaje está en la página de la persona.
messages-seen = Visto
messages-not-seen = Aún no visto
messages-seen-already = La persona ya lo vio, así que se queda.
messages-take-back = Retirar
messages-taken-back = El mensaje se retiró.
messages-read-it = Ya lo leí
messages-read = La respuesta queda marcada como leída.
