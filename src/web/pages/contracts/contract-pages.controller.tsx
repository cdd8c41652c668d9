/** The pages of contracts: the list, and each contract with both its books. */
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Opened, Roles, STAFF } from '../../../edge/access';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { ContractModel } from './contract.model';
import { ContractsModel } from './contracts.model';
import { Framed, type Frame } from '../../kit/frame';
import { show } from '../../kit/respond';
import { ContractPage } from './contract.view';
import { ContractsPage } from './contracts.view';

@ApiExcludeController()
@Controller('c/:cooperative/contracts')
@Roles('read', ...STAFF)
export class ContractPages {
  constructor(
    private readonly contracts: ContractsModel,
    private readonly contract: ContractModel,
  ) {}

  @Get()
  async list(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.contracts.of(cooperative.id, frame.query);
    return show(reply, <ContractsPage view={view} />);
  }

  @Get(':contract')
  async one(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const clerk = frame.place?.roles.has('clerk') ? frame.viewer.actor : undefined;
    const view = await this.contract.of(scope, number, frame.query, clerk);
    return show(reply, <ContractPage view={view} />);
  }
}
