"""Servers: what talks HTTPS to laptops, to stations and to browsers.

tls, tokens, serving    what all of them share: a pinned certificate, which device is on the line, running over HTTPS
pages, door             pages without scripts, and the way in for people
pace                    how often one address may ask
station                 the station's store over HTTPS, for laptops and the duty room (`checkpoint-app hub serve`)
archive                 the bureau's PostgreSQL, to which stations deliver (`checkpoint-app hub archive`)
"""
