/** The pages of contracts: the list, and each contract with both its books. */
import { Get } from '@nestjs/common';
import { Roles, STAFF } from '../../../edge/access';
import { CodeParam } from '../../../edge/shape.pipe';
import { ContractModel } from './contract.model';
import { ContractsModel } from './contracts.model';
import { ContractPage } from './contract.view';
import { ContractsPage } from './contracts.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page } from '../../kit/answers';

@Pages('c/:cooperative/contracts')
@Roles('read', ...STAFF)
export class ContractPages {
  constructor(
    private readonly contracts: ContractsModel,
    private readonly contract: ContractModel,
  ) {}

  @Get()
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const view = await this.contracts.of(ctx.cooperative.id, ctx.query);
    return page(<ContractsPage view={view} />);
  }

  @Get(':contract')
  async one(@Ctx() ctx: CooperativePageContext, @CodeParam('contract') number: string): Promise<Answer> {
    const clerk = ctx.place?.roles.has('clerk') ? ctx.viewer.actor : undefined;
    const view = await this.contract.of(ctx.scope, number, ctx.query, clerk);
    return page(<ContractPage view={view} />);
  }
}
