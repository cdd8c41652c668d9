/** The pages of households: the list, one household with all its contracts, and a new one. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { readShape } from '../../../domain/shape/read';
import { From, Opened, Roles, STAFF } from '../../../edge/access';
import { HouseholdInput } from '../../../api/dto/inputs.dto';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { DeskService } from '../../../contracts/registration.service';
import { faultsOf } from '../../kit/forms/faults';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { HouseholdsModel } from './households.model';
import { goTo, show } from '../../kit/respond';
import { FormPage } from '../../kit/form-page';
import { HouseholdPage, HouseholdsPage } from './households.view';

@ApiExcludeController()
@Controller('c/:cooperative/households')
export class HouseholdPages {
  constructor(
    private readonly households: HouseholdsModel,
    private readonly desk: DeskService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async list(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.households.list(cooperative.id, frame.query);
    return show(reply, <HouseholdsPage view={view} />);
  }

  @Get('new')
  @Roles('record', 'clerk', 'administrator')
  form(@Framed() frame: Frame, @Res() reply: FastifyReply): FastifyReply {
    return show(reply, newHousehold(frame, { member: 'yes' }));
  }

  @Post('new')
  @Roles('record', 'clerk', 'administrator')
  async add(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      const input = readShape(HouseholdInput, objectTyped(HouseholdInput, typed));
      await this.desk.addHousehold(cooperative.code, input, origin);
      const told = { tone: 'good', key: 'flash.householdAdded', params: { name: input.name } } as const;
      return goTo(reply, addressOf(frame, 'households', input.code), told);
    } catch (error) {
      return show(reply, newHousehold(frame, typed, faultsOf(error, frame)), 422);
    }
  }

  @Get(':household')
  @Roles('read', ...STAFF)
  async one(
    @Opened() { scope }: Access,
    @Param('household', new CodePipe('household')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.households.one(scope, code);
    return show(reply, <HouseholdPage view={view} />);
  }
}

function newHousehold(frame: Frame, typed: Typed, errors: ReadonlyMap<string, string> = new Map()) {
  const form = { typed, errors, focus: 'code', about: 'household' };
  return (
    <FormPage
      title={frame.t('households.new')}
      shape={HouseholdInput}
      form={form}
      submit={frame.t('form.save')}
      back={addressOf(frame, 'households')}
    />
  );
}
