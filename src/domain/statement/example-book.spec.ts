import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLine, type ContractLine, type EventLine } from '../book/lines';
import { addDays } from '../calendar';
import { bookedFrom, type SeasonSpan } from '../recording/booking';
import { decide } from '../recording/decide';
import { History } from '../contract/history';
import { settle } from './statement';
import { statementLines } from './statement-lines';

const examples = join(__dirname, '../../../examples');
const lines = readFileSync(join(examples, 'wuriyintuya.jsonl'), 'utf8')
  .split('\n')
  .filter((l) => l !== '')
  .slice(1);

/** The domain alone, without database and journal: the expected lines follow from the book and the rules. */
describe('the Wuriyintuya book settles to its expected lines', () => {
  it('for every closed season, by whole histories and by carries', () => {
    const seasons: SeasonSpan[] = [];
    const histories = new Map<string, History>();
    const out: string[] = [];
    lines.forEach((text, seq) => {
      const line = readLine(JSON.parse(text));
      if (line.type === 'season')
        seasons.push({ id: seasons.length + 1, code: line.code, from: line.from, to: line.to, closed: false });
      if (line.type === 'contract') histories.set(line.number, open(line, seasons));
      if (line.type === 'event') record(line, histories, seasons, seq);
      if (line.type === 'close') {
        const i = seasons.findIndex((s) => s.code === line.season);
        out.push(...close(seasons[i] as SeasonSpan, histories));
        seasons[i] = { ...(seasons[i] as SeasonSpan), closed: true };
      }
    });
    const expected = readFileSync(join(examples, 'wuriyintuya.lines.csv'), 'utf8').split('\r\n').slice(1, -1);
    expect(out).toEqual(expected.map((row) => row.slice(0, row.lastIndexOf(','))));
  });
});

function open(line: ContractLine, seasons: readonly SeasonSpan[]): History {
  const { number, household, from, terms } = line;
  return new History(
    { number, household, from, ...(line.to ? { to: line.to } : {}), bookedFrom: bookedFrom(from, seasons), terms },
    [],
    [],
  );
}

function record(line: EventLine, histories: Map<string, History>, seasons: readonly SeasonSpan[], seq: number): void {
  histories.set(line.contract, decide(histories.get(line.contract) as History, line, { seasons, seq }).history);
}

function close(season: SeasonSpan, histories: ReadonlyMap<string, History>): string[] {
  return [...histories.values()].flatMap((history) => {
    const settlement = settle(history, season);
    const carried = settle(withCarry(history, season), season);
    expect(carried?.subjects).toEqual(settlement?.subjects);
    const head = {
      cooperative: 'WRYT',
      season: season.code,
      contract: history.contract.number,
      household: history.contract.household,
    };
    return statementLines(head, settlement?.subjects ?? []).map((l) => Object.values(l).join(','));
  });
}

function withCarry(history: History, season: SeasonSpan): History {
  const on = addDays(season.from, -1);
  const facts = history.facts.filter((f) => f.bookedOn > on);
  return new History(history.contract, history.versions, facts, { on, position: history.positionOn(on) });
}
