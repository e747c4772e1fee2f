"""The nouns of the duty and their rules: pure, frozen, no I/O, no SQL, no Qt.

    chain       journal lines: bytes, hashes, merge (frozen for ever)
    records     the nouns as values
    template…   forms as data: parsing, conditions, checking, measures, display; kinds/ has one module for each kind of field
    plate, identity, phone, masking, text, pinyin, ids, headcount, timing    rules of the field with their sources
    problems    the one shape in which every rule answers

A validator answers ok, warn or error with a code; form, store, import and command line use the same ones. Only what a published standard
fixes is an error; everything administrative warns, because officers must be able to record what they really saw.
"""
