/** Records one event as the API does: one unit of work in one cooperative. */
import { listSeasons } from '../../src/calendar/seasons';
import type { Writer } from '../../src/database/writer';
import type { EventLine } from '../../src/domain/book/lines';
import { openBook } from '../../src/journal/book-writer';
import type { Stamp } from '../../src/journal/transaction';
import { requireCooperative } from '../../src/parties/cooperatives';
import { Recorder, type Recorded } from '../../src/contracts/recorder';

export function recordEvent(writer: Writer, line: EventLine, now: string, stamp?: Stamp): Promise<Recorded> {
  return writer.write({ cooperative: line.cooperative }, async (tx) => {
    const cooperative = await requireCooperative(tx, line.cooperative);
    const recorder = new Recorder(await openBook(tx, cooperative, { now }), undefined);
    const recorded = await recorder.record(line, await listSeasons(tx, cooperative.id), stamp);
    await recorder.flush();
    return recorded;
  });
}

export function cashIn(cooperative: string, contract: string, id: string, on: string, amount = '1.00'): EventLine {
  return { type: 'event', cooperative, contract, id, kind: 'cash_in', on, amount } as EventLine;
}
