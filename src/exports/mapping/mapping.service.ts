/** Adds versions of a cooperative's posting mapping; none is ever changed, and a closed season keeps the one it was closed with. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock';
import { Writer } from '../../database/writer';
import { canonicalJson } from '../../domain/ledger/canonical';
import { requireCooperative } from '../../parties/cooperatives';
import { readMapping } from './mapping';
import { listMappings, type PostingMapping } from './mappings.queries';

const COLUMNS = ['cooperative_id', 'version', 'after_seq', 'made_at', 'made_by', 'content'];

@Injectable()
export class MappingService {
  constructor(
    private readonly writer: Writer,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a mapping in force for the seasons that are still open. The same again makes no new version.
   *
   * @throws DomainErrors cooperative_unknown and what `readMapping` refuses
   */
  async change(cooperativeCode: string, input: unknown, madeBy: string): Promise<PostingMapping> {
    return this.writer.write({ cooperative: cooperativeCode }, async (tx) => {
      const cooperative = await requireCooperative(tx, cooperativeCode);
      const content = readMapping(input, cooperative.accounting);
      const last = (await listMappings(tx, cooperative)).at(-1) as PostingMapping;
      if (canonicalJson(last.content) === canonicalJson(content)) return last;
      // As in the chain, time does not go back: what was known at an instant stays known.
      const madeAt = [this.clock.now(), cooperative.head_at ?? '', last.madeAt ?? ''].reduce((a, b) => (a > b ? a : b));
      const made = { version: last.version + 1, afterSeq: cooperative.head_seq, madeAt, madeBy, content };
      const row = [cooperative.id, made.version, made.afterSeq, madeAt, madeBy, canonicalJson(content)];
      await tx.insertMany('posting_mapping', COLUMNS, [row]);
      return made;
    });
  }
}
