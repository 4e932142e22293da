"""The words that hold a comment for review when a site is new. Editors keep the list from then on."""

DEFAULT_WORDS = """\
idiot*
jävla *
fitta*
hora
horor
hjärndöd*
äckliga människor
döda dig
slå ihjäl
vet var du bor
skicka hem
packet
blatte*
neger*
tattare
bitcoin
casino
viagra
snabblån
klicka här"""
