/** Slips of events: what they show, and how often each was printed. */
import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { audit, type Origin } from '../audit/audit';
import { requireContract } from '../contracts/contracts';
import { requireEvent } from '../contracts/events.queries';
import { ReadPool } from '../database/reader';
import type { Access } from '../parties/scope';
import { UnitService } from '../recording/unit.service';
import { addPrint, slipOf, type SlipView } from '../settlement/slips';
import { ALL_ROLES, From, Opened, Roles } from './access';
import { Documented } from './documented';
import { CodePipe } from './shape.pipe';

const NUMBER = new CodePipe('contract');
const EVENT = new CodePipe('event', 64);

@ApiTags('events')
@Controller('api/v1/cooperatives/:cooperative/contracts/:contract/events/:event/slip')
export class SlipsController {
  constructor(
    private readonly reads: ReadPool,
    private readonly units: UnitService,
  ) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({ summary: 'The slip of an event: what it was, and what was owed before and after', ok: { 200: 'The slip' }, problems: [404] }) // prettier-ignore
  get(
    @Opened() { cooperative, scope }: Access,
    @Param('contract', NUMBER) number: string,
    @Param('event', EVENT) id: string,
  ): Promise<SlipView> {
    return this.reads.snapshot(async (reader) => {
      const contract = await requireContract(reader, scope, number);
      return slipOf(reader, cooperative, contract, await requireEvent(reader, cooperative.id, contract.id, id));
    });
  }

  @Post('prints')
  @HttpCode(201)
  @Roles('record', 'clerk')
  @Documented({ summary: 'Says that the slip was printed once more', ok: { 201: 'How often by now' }, problems: [404, 503] }) // prettier-ignore
  print(
    @Opened() { cooperative, scope }: Access,
    @From() origin: Origin,
    @Param('contract', NUMBER) number: string,
    @Param('event', EVENT) id: string,
  ): Promise<object> {
    return this.units.run(cooperative.code, async ({ tx, now }) => {
      const contract = await requireContract(tx, scope, number);
      const { seq } = await requireEvent(tx, cooperative.id, contract.id, id);
      const prints = await addPrint(tx, cooperative.id, seq, { at: now, actor: origin.actor });
      await audit(tx, origin, now, {
        cooperativeId: cooperative.id,
        action: 'slip_printed',
        subject: id,
        after: { print: prints },
      });
      return { number: seq, prints };
    });
  }
}
