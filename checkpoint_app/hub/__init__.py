"""Servers: what talks HTTPS to laptops, to stations and to browsers.

tls, tokens, pages    what all of them share: a pinned certificate, who is on the line, pages without scripts
archive               the bureau's PostgreSQL, to which stations deliver (`checkpoint-app hub archive`)
"""
