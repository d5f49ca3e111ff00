# Supporters: family, friends and others who stand by a person.

supporters-new-title = Agregar a una persona de apoyo
supporters-edit-title = Cambiar a una persona de apoyo
supporters-name = Nombre
supporters-relationship = Quién es para la persona
supporters-relationship-empty = No se dijo
supporters-phone = Teléfono
supporters-email = Correo electrónico
supporters-may-know = Lo que puede saber
supporters-may-know-hint = Solo aquello con lo que la persona está de acuerdo. Lo puede cambiar cuando quiera.
supporters-agreed-on = Día del acuerdo
supporters-agreed-on-hint = El día en que la persona lo dijo.
supporters-note = Bueno saber
supporters-end = Ya no es persona de apoyo
supporters-ended = Ya no está en la lista. Lo escrito se conserva.
supporters-restored = Otra vez en la lista.
supporters-saved = Guardado.
supporters-error-name = Escriba un nombre
supporters-error-nothing = Elija nada, o bien lo que puede saber
supporters-error-agreed = Escriba el día en que la persona estuvo de acuerdo
