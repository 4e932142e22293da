"""Electronic identification by OpenID Connect: who somebody is, for one question, with nothing kept.

No account is made and no claim is stored; allauth's social accounts do both and are not used. Only the configured broker
is asked, with a time limit and without following redirects; what it answers is trusted only when it is signed.
`provider` is a broker to try it with, for developers and tests.
"""
