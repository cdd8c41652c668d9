/** Slips of events: what they show, and how often each was printed. */
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SlipService } from '../slips/slip.service';
import { SlipView } from '../slips/slips';
import { ALL_ROLES, Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented } from '../edge/documented';
import { CodeParam } from '../edge/shape.pipe';
import { SlipPrints } from './dto/views.dto';

@ApiTags('events')
@Controller('api/v1/cooperatives/:cooperative/contracts/:contract/events/:event/slip')
export class SlipsController {
  constructor(private readonly slips: SlipService) {}

  @Get()
  @Roles('read', ...ALL_ROLES)
  @Documented({ summary: 'The slip of an event: what it was, and what was owed before and after', ok: { 200: [SlipView, 'The slip'] }, problems: [404] }) // prettier-ignore
  get(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('contract') number: string,
    @CodeParam('event') id: string,
  ): Promise<SlipView> {
    return this.slips.of(ctx, number, id);
  }

  @Post('prints')
  @HttpCode(201)
  @Roles('record', 'clerk')
  @Documented({ summary: 'Says that the slip was printed once more', ok: { 201: [SlipPrints, 'How often by now'] }, problems: [404, 503] }) // prettier-ignore
  print(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('contract') number: string,
    @CodeParam('event') id: string,
  ): Promise<SlipPrints> {
    const which = [{ contract: number, event: id }];
    return this.slips.print(ctx, which, ctx.origin, ([p]) => ({ number: p?.slip.number, prints: p?.print }));
  }
}
