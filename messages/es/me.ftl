me-emergency = { $name } abrió su expediente en una emergencia
me-emergency-text = Estuvo abierto por cuatro horas. La dirección lo ve. Usted puede preguntar.
