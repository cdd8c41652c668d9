/** Adds up what moved in a period, household by household: only one household's sums are held at a time. */
import type { Reader } from '../../database/tx';
import { movementsIn, type Movement } from '../../domain/statement/movements';
import { householdsByCode, type HouseholdCard } from '../../parties/households';
import { wholeHistories } from '../../contracts/histories';
import type { Period } from '../known';
import type { Row } from '../table';

/** Whose sums they are. */
export interface HouseholdKey extends HouseholdCard {
  readonly cooperative: string;
  readonly household: string;
}

/** What is added up, by whatever `key` says. */
export interface Summing<Sums> {
  start(): Sums;
  /** Adds a movement to the sums of its keys. */
  add(movement: Movement, sumsOf: (key: string) => Sums): void;
  /** The row of a key; none where nothing is left, all of it having been reversed. */
  row(whose: HouseholdKey, key: string, sums: Sums): Row | undefined;
}

/** The rows of all households, by cooperative, household and key. */
export async function* byHousehold<Sums>(
  reader: Reader,
  periods: readonly Period[],
  asKnown: string | undefined,
  summing: Summing<Sums>,
): AsyncGenerator<Row> {
  for (const period of periods) {
    const { cooperative } = period;
    const households = await householdsByCode(reader, cooperative.id);
    let sums = new Map<string, Sums>();
    let whose: HouseholdKey | undefined;
    for await (const { contract, history } of wholeHistories(reader, cooperative, asKnown)) {
      const code = contract.household;
      if (whose?.household !== code) {
        if (whose) yield* rowsOf(whose, sums, summing);
        sums = new Map();
        const { name, member } = households.get(code) as HouseholdCard;
        whose = { cooperative: cooperative.code, household: code, name, member };
      }
      for (const movement of movementsIn(history, period))
        summing.add(movement, (key) => {
          const known = sums.get(key) ?? summing.start();
          sums.set(key, known);
          return known;
        });
    }
    if (whose) yield* rowsOf(whose, sums, summing);
  }
}

function* rowsOf<Sums>(whose: HouseholdKey, sums: ReadonlyMap<string, Sums>, summing: Summing<Sums>): Generator<Row> {
  for (const key of [...sums.keys()].sort()) {
    const row = summing.row(whose, key, sums.get(key) as Sums);
    if (row) yield row;
  }
}
