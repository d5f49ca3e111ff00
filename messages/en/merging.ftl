# Two records of one person.

merging-title = The same person twice?
merging-choose-lead = Choose the other record. You see what would change before anything does.
merging-nobody = Nobody is alike
merging-nobody-text = Search by another name, a phone number or a birth date.
merging-lead = What is written about { $merged } moves to the record of { $kept }. It can be taken apart again.
merging-no-difference = The two records say the same.
merging-nothing = Nothing written
merging-rows = What moves
merging-rows-none = Nothing hangs on the other record.
merging-col-what = What
merging-col-count = How many
merging-why = Why are they the same person?
merging-save = Make them one record
merging-not-the-same = These are two people
merging-two-people = Remembered. Nobody is asked about these two again.
merging-done = They are one record now.
merging-was = Two records were made one here.
merging-undone = They are two records again.
merging-yes = Yes
merging-no = No
merging-error-same = A record cannot be merged with itself.
merging-error-not-the-last = This record was merged again later. Take the later one apart first.
