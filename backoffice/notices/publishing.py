"""Writing a notice: kept together with its sound, so that no call ever waits for a voice (H3, H10)."""

from pathlib import Path

from backoffice.audit import desk as audit
from backoffice.company.actor import Actor
from backoffice.company.reach import has, reach
from backoffice.errors import Forbidden, Invalid, NotFound
from backoffice.notices.desk import sql
from backoffice.notices.model import NewNotice
from backoffice.speakable import desk as speakable
from backoffice.sql import Database

LONGEST = 300
"""Letters of a notice: about a minute and a half of Mandarin, the most a caller listens to."""


async def publish(db: Database, who: Actor, sounds_dir: Path, new: NewNotice) -> int:
    """Keep a notice and make its sound in each language it is written in. Returns its id.

    Raises Forbidden without `notice.publish` in the community (NotFound when it is not theirs at all);
    Invalid when it is empty, too long, ends before it begins, or names a building of elsewhere; Conflict
    as `speakable.ensure`.
    """
    _check(who, new)
    async with db.transaction():
        notice: int | None = await sql.insert_notice(
            db,
            community=new.community,
            building=new.building,
            body=new.body,
            body_en=new.body_en,
            urgent=new.urgent,
            from_at=new.from_at,
            until_at=new.until_at,
        )
        if notice is None:
            raise Invalid("notice.building", field="building")
        # Within the transaction: a notice that no voice can speak is not kept.
        await speakable.ensure(db, sounds_dir, [("zh", new.body), ("en", new.body_en)])
        await audit.record(db, who, "notice.published", f"notice:{notice}", body=new.body)
    return notice


def _check(who: Actor, new: NewNotice) -> None:
    within = reach(who)
    if not within.everything and new.community not in within.communities:
        raise NotFound("notice.community", community=new.community)
    if not has(who, "notice.publish", new.community):
        raise Forbidden("notice.function", function="notice.publish")
    if not 0 < len(new.body.strip()) <= LONGEST or len(new.body_en) > 3 * LONGEST:
        raise Invalid("notice.body", field="body", longest=LONGEST)
    if new.until_at <= new.from_at:
        raise Invalid("notice.until", field="until_at")
