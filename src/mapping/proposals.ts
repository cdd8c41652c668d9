/** The program's own posting proposals, one per accounting system; docs/audit-pack.md gives the source of each code. */
import {
  HOUSEHOLD,
  HOUSEHOLD_IN_KIND,
  type AccountingSystem,
  type Certainty,
  type MappedAccount,
  type MappingContent,
  type MappingRule,
} from './mapping';

/** The account codes that the rules below use. */
interface Codes {
  readonly cash: string;
  readonly bank: string;
  readonly feed: string;
  /** What buyers owe for animals sold on a household's behalf. */
  readonly onBehalf: string;
  readonly young: string;
  readonly breeding: string;
  readonly payable: string;
  readonly raising: string;
  readonly income: string;
  readonly otherIncome: string;
  readonly expense: string;
  readonly otherExpense: string;
}

const OWN = '牧户自有，合作社不记账 / the household’s own: nothing is booked';
const HEADS = '只记头数，不记金额 / a number of heads: nothing is booked';

/** Words that people use for payments not made in cash. */
const BY_BANK = '转账 银行 网银 汇款 对公 刷卡 微信 支付宝 bank transfer wire card wechat alipay';

function rulesFor(c: Codes): MappingRule[] {
  const household = HOUSEHOLD;
  const inKind = HOUSEHOLD_IN_KIND;
  return [
    { of: 'current', against: 'coop:feed', debit: household, credit: c.feed },
    { of: 'current', against: 'coop:services', debit: household, credit: c.income },
    { of: 'current', against: 'coop:insurance', debit: household, credit: c.bank, note: '代付保险费 / premium paid for it' },
    {
      of: 'current', against: 'coop:conversions', title: 'passes_on_handover', debit: household, credit: inKind,
      note: '实物欠款转为现金欠款 / a debt in kind becomes one in money',
    },
    { of: 'current', against: 'coop:conversions', debit: household, credit: c.income },
    { of: 'current', against: 'coop:penalties', debit: household, credit: c.otherIncome },
    { of: 'current', against: 'coop:losses', debit: household, credit: c.breeding },
    { of: 'current', against: 'coop:commission', debit: household, credit: c.income },
    { of: 'current', against: 'coop:sales', debit: household, credit: c.onBehalf },
    { of: 'current', against: 'coop:claims', debit: household, credit: c.bank, note: '保险赔款 / paid by the insurer' },
    { of: 'current', against: 'coop:received', method: BY_BANK, debit: household, credit: c.bank },
    { of: 'current', against: 'coop:received', debit: household, credit: c.cash },
    { of: 'current', against: 'coop:paid', method: BY_BANK, debit: household, credit: c.bank },
    { of: 'current', against: 'coop:paid', debit: household, credit: c.cash },
    {
      of: 'coop:buyers', against: 'coop:sales', debit: c.bank, credit: c.onBehalf,
      note: '购货方付款，按售出当日收到；没收到的由会计改 / paid by the buyer, as if on the day of the sale: to be changed where it was not',
    },
    { of: 'coop:insurers', against: 'coop:claims', debit: c.bank, credit: c.otherIncome, note: '保险赔款归合作社 / the insurer pays the cooperative' },
    { of: 'current', against: 'coop:rent', debit: household, credit: c.income, note: '租金 / rent' },
    { of: 'current', against: 'coop:adjustments', sign: '+', debit: household, credit: c.otherIncome },
    { of: 'current', against: 'coop:adjustments', sign: '-', debit: c.otherExpense, credit: household },
    {
      of: 'current', against: 'coop:settlement:members', debit: household, credit: c.income,
      note: '结算差额 / what is left over when a season is settled',
    },
    { of: 'coop:subsidy:feed', against: 'coop:feed', debit: c.expense, credit: c.feed },
    { of: 'coop:subsidy:insurance', against: 'coop:insurance', debit: c.expense, credit: c.bank },
    { of: 'coop:subsidy:*', against: '*', note: '成本发生时已记账 / the cost was booked when it arose' },
    { of: 'deposit', against: 'coop:deposits', debit: c.cash, credit: c.payable, note: '押金 / deposit' },
    { of: 'deposit', against: '*', debit: c.cash, credit: c.payable },
    {
      of: 'leased', against: 'coop:stock:handed_over', debit: c.breeding, credit: c.breeding,
      note: '明细科目：托养在外 / 在库 / sub-accounts: out with the household, at home',
    },
    { of: 'own', against: 'coop:stock:handed_over', debit: inKind, credit: c.breeding, note: '按合同价值 / at contract value' },
    { of: 'leased', against: 'coop:stock:taken_back', debit: c.breeding, credit: c.breeding, note: '明细科目之间 / between sub-accounts' },
    { of: 'leased', against: 'coop:stock:born', debit: c.young, credit: c.raising },
    { of: 'leased', against: 'coop:stock:died', debit: c.breeding, credit: c.otherExpense },
    { of: 'own', against: 'coop:stock:returned', title: 'passes_on_handover', debit: inKind, credit: c.young },
    { of: 'own', against: 'coop:stock:returned', debit: c.income, credit: c.young, note: '按约定价或市价 / at agreed or market value' },
    { of: 'leased', against: 'own', debit: c.breeding, credit: c.otherExpense, note: '期满转为牧户所有 / title passes at completion' },
    { of: 'leased', against: '*', note: '由会计按成本结转 / the accountant carries over the cost' },
    { of: 'own', against: '*', note: OWN },
    { of: 'owed', against: '*', note: HEADS },
    { of: 'coop:feed-used', against: '*', note: '金额随饲料领用记账 / the amount is booked with the issue' },
  ]; // prettier-ignore
}

function chart(certainty: Certainty, names: Readonly<Record<string, string>>): MappedAccount[] {
  const accounts = Object.entries(names).map(([code, name]) => ({ code, name, certainty }));
  // As text, so that a sub-account stands below its account.
  return accounts.sort((a, b) => (a.code < b.code ? -1 : 1));
}

const COOPERATIVE: MappingContent = {
  accounting: 'CN-COOP-2021',
  standard: '财会〔2021〕37号',
  proposal: true,
  household: { member: '114', other: '113', memberInKind: '11401', otherInKind: '11301' },
  accounts: [
    ...chart('verified', { '114': '成员往来', '11401': '成员往来—实物', '128': '受托代销商品' }),
    ...chart('carried_over', {
      '101': '库存现金',
      '102': '银行存款',
      '113': '应收款',
      '11301': '应收款—实物',
      '121': '产品物资',
      '211': '应付款',
      '401': '生产成本',
      '501': '经营收入',
      '502': '其他收入',
      '521': '经营支出',
      '529': '其他支出',
    }),
    ...chart('unverified', { '141': '消耗性生物资产', '142': '生产性生物资产' }),
  ],
  rules: rulesFor({
    cash: '101', bank: '102', feed: '121', onBehalf: '128', young: '141', breeding: '142', payable: '211', raising: '401', income: '501',
    otherIncome: '502', expense: '521', otherExpense: '529',
  }), // prettier-ignore
};

const COLLECTIVE: MappingContent = {
  accounting: 'CN-COLLECTIVE-2023',
  standard: '财会〔2023〕14号',
  proposal: true,
  household: { member: '113', other: '112', memberInKind: '11301', otherInKind: '11202' },
  accounts: chart('secondary', {
    '101': '库存现金',
    '102': '银行存款',
    '112': '应收款',
    '11201': '应收款—购货方',
    '11202': '应收款—实物',
    '113': '内部往来',
    '11301': '内部往来—实物',
    '121': '库存物资',
    '131': '消耗性生物资产',
    '132': '生产性生物资产',
    '211': '应付款',
    '401': '生产（劳务）成本',
    '501': '经营收入',
    '504': '其他收入',
    '511': '经营支出',
    '515': '其他支出',
  }),
  rules: rulesFor({
    cash: '101', bank: '102', feed: '121', onBehalf: '11201', young: '131', breeding: '132', payable: '211', raising: '401', income: '501',
    otherIncome: '504', expense: '511', otherExpense: '515',
  }), // prettier-ignore
};

/** The mapping of a cooperative that has not made its own. */
export const PROPOSALS: Readonly<Record<AccountingSystem, MappingContent>> = {
  'CN-COOP-2021': COOPERATIVE,
  'CN-COLLECTIVE-2023': COLLECTIVE,
};
