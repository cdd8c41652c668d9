/** Records single events as they come in. */
import { Injectable } from '@nestjs/common';
import { listSeasons } from '../calendar/seasons';
import { audit, type Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import type { EventLine } from '../domain/book/lines';
import type { EventHead } from '../domain/events/kind';
import { Recorder, type Recorded } from './recorder';
import { UnitService } from './unit.service';

@Injectable()
export class RecordingService {
  constructor(
    private readonly units: UnitService,
    private readonly clock: Clock,
  ) {}

  /**
   * Records an event of a contract; the same id with the same content again has no second effect.
   *
   * @param event in normal form
   * @param origin who records it, from where
   * @throws DomainError cooperative_unknown, contract_unknown, event_conflict, future_date and everything the rules refuse
   */
  record(cooperative: string, contract: string, event: EventHead, origin: Origin): Promise<Recorded> {
    return this.units.run(
      cooperative,
      async (unit) => {
        const seasons = await listSeasons(unit.tx, unit.cooperative.id);
        const recorder = new Recorder(unit, this.clock.today());
        const line = { type: 'event', cooperative: unit.cooperative.code, contract, ...event } as EventLine;
        const recorded = await recorder.record(line, seasons);
        await recorder.flush();
        if (recorded.outcome === 'new')
          await audit(unit.tx, origin, unit.now, {
            cooperativeId: unit.cooperative.id,
            action: 'event_recorded',
            subject: event.id,
          });
        return recorded;
      },
      origin.actor,
    );
  }
}
