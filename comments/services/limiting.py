"""How often one may write: from one network, in one session, with one address. Counted with the comment, in its transaction.

The first numbers only let a moderator read first; at the second nothing more is taken, and the sender is told until when.
Nothing of what is counted is kept with the comment: keys are hashes, and those of networks can't be told the day after.
"""

import datetime as dt
import math
from collections.abc import Mapping

from radslag.limits import Limit, limit_for, limit_for_network, salt_of_today

HOUR = dt.timedelta(hours=1)
SHORT = dt.timedelta(minutes=10)

PROOF, NETWORK, UNPROVED = "comment-proof", "comment-network", "comment-unproved"
SESSION, ADDRESS, MAIL = "comment-session", "comment-address", "comment-mail"

READ_FIRST_AFTER: Mapping[str, int] = {NETWORK: 10, SESSION: 5, ADDRESS: 8}
"""Comments within the window, above which they are held: a meeting may write from one room, and is read first."""
MOST: Mapping[str, int] = {NETWORK: 60, UNPROVED: 10, SESSION: 15, ADDRESS: 20, MAIL: 5, PROOF: 1}
WINDOWS: Mapping[str, dt.timedelta] = {
    NETWORK: SHORT,
    UNPROVED: HOUR,
    SESSION: SHORT,
    ADDRESS: HOUR,
    MAIL: HOUR,
    PROOF: 3 * HOUR,  # longer than a solution is good for (ALTCHA_CHALLENGE_EXPIRE)
}


def limits_of(
    *, network: str = "", session: str = "", address: str = "", mail_to: str = "", proof: str = ""
) -> tuple[Limit, ...]:
    """What one comment counts against.

    `network` is empty when there is no telling, `session` when there is none. `address` is a confirmed one; `mail_to` one
    that is sent a link. `proof` is the challenge that was solved, good for one comment.
    """
    limits = [
        limit_for(name, value, times=MOST[name], window=WINDOWS[name])
        for name, value in ((SESSION, session), (ADDRESS, address), (MAIL, mail_to), (PROOF, proof))
        if value
    ]
    if network:
        names = [NETWORK] if proof or address else [NETWORK, UNPROVED]
        salt = salt_of_today()
        limits += [
            limit_for_network(name, network, salt=salt, times=MOST[name], window=WINDOWS[name])
            for name in names
        ]
    return tuple(limits)


def is_one_of_many(used: Mapping[str, int]) -> bool:
    """Whether so much has come in a short time that a moderator reads first."""
    return any(times > READ_FIRST_AFTER.get(name, math.inf) for name, times in used.items())
