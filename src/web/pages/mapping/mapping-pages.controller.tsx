/** The pages of the posting mapping: the version in force, the versions before, and the form that makes another. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { From, Opened, Roles, STAFF } from '../../../edge/access';
import type { Access } from '../../../parties/scope';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { MappingModel } from './mapping.model';
import { goTo, show } from '../../kit/respond';
import { MappingPage } from './mapping.view';
import { MappingFormPage } from './mapping-form.view';
import type { MappingFormView } from './mapping.types';

@ApiExcludeController()
@Controller('c/:cooperative/mapping')
export class MappingPages {
  constructor(private readonly mappings: MappingModel) {}

  @Get()
  @Roles('read', ...STAFF)
  async inForce(@Opened() { cooperative }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return show(reply, <MappingPage view={await this.mappings.of(cooperative)} />);
  }

  @Get('versions/:version')
  @Roles('read', ...STAFF)
  async version(
    @Opened() { cooperative }: Access,
    @Param('version') version: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return show(reply, <MappingPage view={await this.mappings.of(cooperative, version)} />);
  }

  @Get('edit')
  @Roles('record', 'clerk', 'administrator')
  async form(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return answer(frame, reply, await this.mappings.form(frame, cooperative));
  }

  @Post('edit')
  @Roles('record', 'clerk', 'administrator')
  async save(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return answer(frame, reply, await this.mappings.save(frame, cooperative, textsOf(body), origin));
  }

  @Post('paste')
  @Roles('record', 'clerk', 'administrator')
  async paste(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return answer(frame, reply, await this.mappings.paste(frame, cooperative, textsOf(body), origin));
  }
}

/** The version that was made, or the form again. */
function answer(frame: Frame, reply: FastifyReply, made: MappingFormView | number): FastifyReply {
  if (typeof made !== 'number')
    return show(reply, <MappingFormPage view={made} />, made.form.errors.size > 0 ? 422 : 200);
  const told = { tone: 'good', key: 'flash.mapping', params: { version: String(made) } } as const;
  return goTo(reply, addressOf(frame, 'mapping'), told);
}
