"""The bureau's archive: the open parts of all stations' journals and their figures in one PostgreSQL, and a page over them.

    schema, database    tables, connection, trouble as named errors
    intake              a delivery looked at whole: chain, payload hashes, signatures, certificates up to the unit's root key
    ingest              lines and figures filed: COPY into a temporary table, ON CONFLICT DO NOTHING, one transaction a delivery
    figures             the bureau's columns of every station, and how complete they are
    readers             who may look at the page
    web                 what stations and people ask over HTTPS

Personal and fleeting parts never come here: a station leaves them out, and the headers' hashes still prove the rest.

Decisions.
- The archive keeps lines as they were signed and computes nothing from them but what it must know to believe them: figures come from the
  stations, which have the forms and rules to count; a month whose digest is the same is not sent again. Rejected: a second projection
  code in PostgreSQL, which would have to agree with the stations' for ever.
- Every key begins with the unit; no sequences, no triggers, no LISTEN: the schema distributes by unit as it is.
- A bureau admits a unit by its id, which is made from the unit's root key: nobody else can deliver in its name.
"""
