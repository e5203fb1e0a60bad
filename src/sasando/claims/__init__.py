"""Claims: what people ask, what they are answered, and the desk that works on what is not known.

The way of one message, module by module:

========================  =========================================================================
``models/``               every row of the room; only ``actions`` writes them
``intake/``               messages come in: webhooks, mailboxes, links and pictures of a tip
``knowledge``             what the index of ``sasando.matching`` holds, kept in step with the desk
``answering``             the worker's part: a tip is matched, decided and answered
``telling``               a published, corrected or withdrawn verdict reaches everyone who asked
``carrying``              replies go out by the messenger they are for, and only receipts count
``wording``               what a person reads, in Indonesian or English
``notices``               the commission hears by mail that it is asked, and that little time is left
``told``                  who asked about a claim, and who of them was told: for every figure
``privacy``               keyed hashes, sealed addresses, what is forgotten and when
``actions/``              verbs: one transaction each
``signals``               what the room says to those below it
========================  =========================================================================

The claims desk (gathering, priority, checks, evidence, questions to the commission, screens) stands
on the same models, in ``actions/`` modules and packages of its own.
"""
