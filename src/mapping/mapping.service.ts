/** Adds versions of a cooperative's posting mapping. None is ever changed; a closed season keeps the version it was closed with. */
import { Injectable } from '@nestjs/common';
import { audit, type Origin } from '../audit/audit';
import { requireClock } from '../audit/clock-check';
import { Clock } from '../common/clock';
import { Writer } from '../database/writer';
import { DomainError } from '../domain/errors';
import { canonicalJson } from '../domain/ledger/canonical';
import { requireCooperative } from '../parties/cooperatives';
import { readMapping } from './mapping';
import { chainedMapping, type PostingMapping } from './mapping.chain';
import { listMappings } from './mappings.queries';

/** In the audit trail; never renamed. */
export const MAPPING_CHANGED = 'posting_mapping_changed';

const COLUMNS = ['cooperative_id', 'version', 'after_seq', 'made_at', 'made_by', 'content', 'hash'];

@Injectable()
export class MappingService {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a mapping in force for open seasons. A repetition makes no new version.
   *
   * @param version the version that the change is based on; by default the latest
   * @throws DomainError version_stale
   * @throws DomainErrors cooperative_unknown and what `readMapping` refuses
   */
  async change(cooperativeCode: string, input: unknown, origin: Origin, version?: number): Promise<PostingMapping> {
    return this.writer.write({ cooperative: cooperativeCode }, async (tx) => {
      const cooperative = await requireCooperative(tx, cooperativeCode);
      const content = readMapping(input, cooperative.accounting);
      const last = (await listMappings(tx, cooperative)).at(-1) as PostingMapping;
      if (version !== undefined && version !== last.version)
        throw new DomainError('version_stale', { version: last.version });
      if (canonicalJson(last.content) === canonicalJson(content)) return last;
      // As in the chain, times never decrease, so that what was known at an instant does not change.
      const now = this.clock.now();
      await requireClock(tx, cooperative.id, now);
      const madeAt = [now, cooperative.head_at ?? '', last.madeAt ?? ''].reduce((a, b) => (a > b ? a : b));
      const made = chainedMapping(cooperative.code, last.hash, {
        version: last.version + 1, afterSeq: cooperative.head_seq, madeAt, madeBy: origin.actor.slice(0, 64), content,
      }); // prettier-ignore
      const row = [cooperative.id, made.version, made.afterSeq, madeAt, made.madeBy as string, canonicalJson(content), made.hash]; // prettier-ignore
      await tx.insertMany('posting_mapping', COLUMNS, [row]);
      await audit(tx, origin, now, {
        cooperativeId: cooperative.id,
        action: MAPPING_CHANGED,
        subject: cooperative.code,
        before: { version: last.version, hash: last.hash },
        after: { version: made.version, hash: made.hash },
      });
      return made;
    });
  }
}
