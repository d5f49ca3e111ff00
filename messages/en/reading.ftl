# How somebody reads: language and text size, in the foot of every page and with one's account.

# Each language says its own name.
reading-own-name = English
reading-title = Language and text size
reading-language = Language
reading-text-size = Text size
reading-text-size-usual = Usual
reading-text-size-large = Large
reading-text-size-largest = Very large
reading-save = Use these
reading-saved = Saved. Pages now look like this.
