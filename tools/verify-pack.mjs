// 核对审计包，不需要原程序。 Checks an audit pack without the program that made it. Node 20.15 以上 or later.
//   node verify-pack.mjs PACK.zip|FOLDER [--anchor SEQ:HASH | heads.txt | manifest.json of an older pack]...
// 退出码 exit code: 0 相符 all fits · 1 有出入 something differs · 2 无法核对 cannot be checked
// 请用自己保存的本文件，不要用包里的那份。 Use a copy that you kept yourself, not the one in the pack.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';
// What comes out of a pack is shown, never obeyed: control characters, and those that turn or hide text.
const CONTROLS = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;
const shown = (text) => text.replace(CONTROLS, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
const say = (...lines) => console.log(lines.map(shown).join('\n'));
process.on('uncaughtException', (e) => process.exit(console.error(shown(`无法核对 not checked: ${e.message}`)) ?? 2));
let differences = 0;
const bad = (text) => (process.exitCode = Math.min((differences += 1), 1)) && differences <= 40 && say(`   ✗ ${text}`);
const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const units = (quantity) => BigInt(quantity.replace('.', '')); // 分、头、克 fen, heads, grams
const add = (sums, key, quantity) => (sums[key] = (sums[key] ?? 0n) + quantity);
// ---- 读包 reading: a folder, or a ZIP; a map from names to functions that give the content
function openFolder(path) {
  const names = readdirSync(path, { recursive: true }).filter((name) => statSync(`${path}/${name}`).isFile());
  return new Map(names.map((name) => [name.replaceAll('\\', '/'), () => readFileSync(`${path}/${name}`)]));
}
// One layout only, so that every program takes out what is checked here: the files one after the other from the first
// byte, one directory that says the same of each, its end record, and nothing else: no comment, link or folder.
function openZip(path) {
  const [zip, files] = [readFileSync(path), new Map()];
  const [u16, u32, end] = [(at) => zip.readUInt16LE(at), (at) => zip.readUInt32LE(at), zip.length - 22];
  if (end < 0 || u32(end) !== 0x06054b50) throw new Error('不是 ZIP，或末尾另有内容 not a ZIP, or more behind its end');
  let [at, p, isStrict] = [
    0,
    u32(end + 16),
    u32(end + 4) === 0 && u16(end + 8) === u16(end + 10) && u16(end + 20) === 0,
  ];
  for (let n = u16(end + 10); n > 0 && p + 46 <= end; n--) {
    const [crc, packed, size] = [16, 20, 24].map((field) => u32(p + field));
    const [isLate, isStored] = [(u16(p + 8) & 8) > 0, u16(p + 10) === 0]; // late: CRC and sizes behind the content
    const name = zip.subarray(p + 46, p + 46 + u16(p + 28));
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), zip.subarray(p + 6, p + 30), Buffer.alloc(2), name]);
    const tail = Buffer.concat(isLate ? [Buffer.from('PK\x07\x08'), zip.subarray(p + 16, p + 28)] : []);
    const content = zip.subarray(at + head.length, at + head.length + packed);
    const whole = Buffer.concat([isLate ? head.fill(0, 14, 26) : head, content, tail]);
    const isPlain = u32(p) === 0x02014b50 && (u16(p + 8) & ~8) === 0x800 && zip.readBigUInt64LE(p + 30) === 0n;
    const isFile = u16(p + 38) === 0 && u16(p + 40) >> 12 === 8 && /^([a-z]+\/)?[a-z0-9-]+\.[a-z0-9]+$/.test(name);
    isStrict &&= isPlain && isFile && u32(p + 42) === at && !files.has(`${name}`);
    isStrict &&= zip.subarray(at, at + whole.length).equals(whole);
    files.set(`${name}`, () => {
      const { buffer, engine } = isStored ? {} : inflateRawSync(content, { info: true, maxOutputLength: size || 1 });
      const [is, used] = [buffer ?? content, engine?.bytesWritten ?? packed];
      if (crc32(is) !== crc || is.length !== size || used !== packed)
        bad(`${name}: ZIP 内校验码有误 another CRC or size`);
      return is;
    });
    [at, p] = [at + whole.length, p + 46 + name.length];
  }
  if (!isStrict || at !== u32(end + 16) || p !== end || u32(end + 12) !== end - at)
    bad('ZIP 结构不合规定，别的程序可能读出别的内容 not laid out as a pack: other programs may find other content');
  return files;
}
const [path, ...options] = process.argv.slice(2);
const pack = statSync(path).isDirectory() ? openFolder(path) : openZip(path);
const read = new Map(); // file -> its size and SHA-256, as found
function contentOf(name) {
  const content = pack.get(name)?.() ?? '';
  if (pack.has(name)) read.set(name, { path: name, bytes: content.length, sha256: sha256(content) });
  return content;
}
function* linesOf(name) {
  for (let content = contentOf(name), at = 0, end; at < content.length; at = end + 1)
    yield content.toString('utf8', at, (end = content.includes('\n', at) ? content.indexOf('\n', at) : content.length));
}
// A link of a chain, {"hash":"…","…":{…}}: undefined when the hash is not that of the text.
function linkIn(text, what) {
  const [, hash, json] = new RegExp(`^\\{"hash":"([0-9a-f]{64})","${what}":(\\{.*\\})\\}$`).exec(text) ?? [];
  return json !== undefined && sha256(json) === hash ? { ...JSON.parse(json), hash } : undefined;
}
const manifest = contentOf('manifest.json').toString();
const { asKnown, cooperative: its, season: period, closed, head, files } = JSON.parse(manifest);
// ---- 账链 chain: whether its records are whole, and what the other files must say therefore
const found = { format: 'sureg-audit-pack', version: 1, asKnown: '', cooperative: null, season: null, closed: null };
let [last, openFrom, fault] = [{ cooperative: undefined, seq: 0, hash: '0'.repeat(64), recordedAt: '' }, ''];
const hashes = new Map(); // record, or version of the posting mapping -> hash
const [seasons, contracts, events] = [new Map(), new Map(), new Map()]; // what the chain says of each
const named = {}; // contract and photo or paper -> the season's records that name it
const DERIVED = ['book.jsonl', 'entries.jsonl', 'terms.jsonl', 'approvals.jsonl', 'signatures.jsonl', 'lines.csv'];
const expected = new Map(DERIVED.map((name) => [name, createHash('sha256')])); // what the chain says of a file
const write = (name, row) => expected.get(name).update(`${JSON.stringify(row)}\n`);
write('book.jsonl', { type: 'book', format: 1 });
const isIn = (day) => day >= period.from && day <= period.to;
function wrongIn(text) {
  const which = `第 ${last.seq + 1} 条 record ${last.seq + 1}`;
  const record = linkIn(text, 'record');
  if (!record) return `${which}: 内容与校验值不符 its content has another hash`;
  const { hash, seq, prev, recordedAt, line, approvedBy, approvedAt, bookedOn, entries } = record;
  if (seq !== last.seq + 1) return `${which}: 缺失 is missing; ${seq} stands there`;
  if (prev !== last.hash) return `${which}: 没有接在上一条之后 does not follow the one before`;
  if (recordedAt < last.recordedAt) return `${which}: 时间倒退 its time goes back`;
  last = { cooperative: line.cooperative ?? line.code, seq, hash, recordedAt };
  hashes.set(seq, hash);
  const { type, cooperative, ...own } = line;
  const { id: event, kind, by, of, terms, season, number, contract = number, evidence = [], attachment } = line;
  const approval = { approvedBy, approvedAt };
  write('book.jsonl', { type, cooperative, ...own, seq, recordedAt, bookedOn, ...approval, hash });
  if (approvedBy) write('approvals.jsonl', { seq, type, kind, contract, season, event, by, recordedAt, ...approval });
  if (terms) write('terms.jsonl', { seq, contract, event, inForceFrom: bookedOn ?? line.from, terms });
  if (type === 'cooperative') found.cooperative = line;
  if (type === 'season') seasons.set(line.code, line);
  if (type === 'close') openFrom = new Date(Date.parse(seasons.get(season).to) + 864e5).toISOString().slice(0, 10);
  if (type === 'close' && season === period.code) found.closed = { seq, recordedAt };
  const blank = { ledger: {}, documents: [], events: [], steps: [], latest: '' };
  if (type === 'contract') contracts.set(contract, { ...line, from: [line.from, openFrom].sort()[1], ...blank });
  const it = contracts.get(contract);
  if (terms) it.documents.push(terms);
  const was = events.get(of); // what a reversal takes back
  const what = was?.kind ?? kind;
  if (was) was.until = bookedOn;
  if (was?.terms) write('terms.jsonl', { seq, contract, event, reverses: of, reversedFrom: bookedOn });
  if (type === 'event') note(it, { ...line, seq, bookedOn, on: line.on ?? was.on }, what, was);
  const isStep = /^(statement|signature)$/.test(type) && season === period.code;
  if (isStep) write('signatures.jsonl', { seq, recordedAt, ...line });
  if (isStep) it.steps.push({ ...line, seq });
  for (const paper of isStep || isIn(bookedOn) ? [...evidence, attachment] : [])
    if (/^[0-9a-f]{64}$/.test(paper)) (named[`${contract} ${paper}`] ??= []).push(seq);
  for (const [i, { bookedOn: day, contract: whose, postings }] of entries.entries()) {
    const sums = {};
    for (const [j, { account, commodity, quantity }] of postings.entries()) {
      add(sums, commodity, units(quantity));
      if (day <= period.to) post(account, commodity, units(quantity), postings[j ^ 1]?.account, what, day);
      if (!isIn(day)) continue;
      const place = { cooperative, seq, entry: i + 1, line: j + 1, season: period.code };
      const owner = kind || !account.startsWith('coop:') ? whose : '';
      const posted = { event: event ?? '', kind: kind ?? 'close', contract: owner, account, commodity, quantity };
      write('entries.jsonl', { ...place, bookedOn: day, on: events.get(event)?.on ?? day, ...posted, recordedAt });
    }
    for (const sum of Object.values(sums)) if (sum !== 0n) return `${which}: 不平衡 does not balance`;
  }
}
// What is recorded later can change what earlier events are worth: an amendment, a handover where losses go by days, a
// reversal after animals have passed. The ledger has that in one sum at the closing, not line by line.
function note(it, event, what, was) {
  const isByDays = what === 'handover' && isAgreed(it, 'withinDays');
  const since = isByDays ? event.on : what === 'amendment' ? event.bookedOn : '~';
  if (event.bookedOn <= period.to && (since <= it.latest || (was && it.isComplete))) it.isRevalued = true;
  if (what === 'completion') it.isComplete = !was;
  if (event.on > it.latest) it.latest = event.on;
  it.events.push(event);
  events.set(event.id, event);
}
// The line of a statement that a posting makes: its account says which subject, its counter-account which line.
function post(account, commodity, quantity, counter, kind, day) {
  const [, section, a, b] = /^(owed|stock|members):([^:]+):(.+)$/.exec(account) ?? [];
  const { ledger } = contracts.get(section === 'stock' ? b : a) ?? {};
  if (!ledger) return;
  const pocket = b === 'current' ? 'cash CNY' : 'deposit CNY';
  const is = (ledger[{ owed: `owed ${b}`, stock: `stock ${a}:${commodity}`, members: pocket }[section]] ??= {});
  const [, name = 'stock'] = /^coop:(?:\w+:)?(\w+)$/.exec(counter) ?? [];
  const other = { members: 'rent', owed: 'added', stock: 'completed', deposits: kind?.slice(8) }[name];
  const isSettled = section === 'owed' && !other;
  if (isSettled) add(is, 'settled', -quantity);
  add(is, day < period.from ? 'opening' : (other ?? name), isSettled && day >= period.from ? -quantity : quantity);
  add(is, 'closing', quantity);
}
// ---- 对账单 statements: computed anew as far as the ledger tells; the rest as stated, where it adds up
const [OWED, CASH, DEPOSIT, STOCK, ANIMALS] = `opening added returned waived converted closing due settled arrears ahead
opening feed services insurance rent conversions penalties losses commission sales claims received paid adjustments closing
opening in out closing
opening handed_over born died sold returned taken_back changed completed closing counted difference
ewe ram wether lamb ewe_lamb ram_lamb ewe_hogget ram_hogget doe buck goat_wether kid doe_kid buck_kid cow bull steer calf \
camel_cow camel_bull camel_calf mare stallion foal`
  .split('\n')
  .map((names) => names.split(' '));
const LINES = { owed: OWED, cash: CASH, deposit: DEPOSIT, stock: STOCK };
const COLUMNS = 'cooperative,season,statement,contract,household,section,subject,line,quantity,unit,status'.split(',');
const csv = (values) => `${values.map((v) => (/[",\r\n]/.test(v) ? `"${v.replaceAll('"', '""')}"` : v)).join(',')}\r\n`;
const yuan = (fen) => `${fen}`.replace(/\d+/, (d) => d.padStart(3, '0').replace(/..$/, '.$&'));
const isUntil = ({ bookedOn, until = '~' }) => bookedOn <= period.to && until > period.to;
const isAgreed = ({ documents }, key) => JSON.stringify(documents).includes(`"${key}":`);
const unproved = new Map(); // what this pack cannot prove alone, and why -> of which contracts
const isUnproved = (why, number) => unproved.set(why, (unproved.get(why) ?? new Set()).add(number));
// What the ledger does not tell line by line: why, which lines, and when.
const UNTOLD = [
  [
    '首季之前已开始 begun before the first season',
    /^(owed|cash) (opening|added|rent)/,
    (it) => isFirst && it.from < period.from,
  ],
  ['上季未结账 season before still open', /^(owed|cash) opening/, () => !isFollowing],
  ['本季未结账 season still open', /^(owed added|cash rent)/, () => !closed],
  ['有折抵 substitutions', /^owed (added|returned|settled)/, (it) => isAgreed(it, 'substitutions')],
  [
    '重新计价 revalued later',
    / (feed|services|insurance|rent|losses|commission|born|handed_over|completed)/,
    (it) => it.isRevalued,
  ],
  ['重新计价 revalued later', /^stock opening/, (it) => it.isRevalued && !isFollowing],
  ['按期到期 by schedule', /^owed due/, (it, o) => o?.schedule && o.schedule.kind !== 'at_end' && it.end > period.to],
];
function valuesOf(it, section, subject, stated, agreed) {
  const [is, v] = [it.ledger[`${section} ${subject}`] ?? {}, {}];
  const take = (line) => {
    const [why] = UNTOLD.find(([, lines, when]) => lines.test(`${section} ${line}`) && when(it, agreed)) ?? [];
    if (why) isUnproved(`${section} ${line}: ${why}`, it.number);
    return (v[line] = (why ? stated.get(`${section} ${subject} ${line}`) : is[line]) ?? 0n);
  };
  let sum = 0n;
  for (const line of LINES[section].slice(0, LINES[section].indexOf('closing')))
    sum += section === 'owed' && /ed$/.test(line) && line !== 'added' ? -take(line) : take(line);
  v.closing = closed ? (is.closing ?? 0n) : sum;
  if (v.closing !== sum)
    bad(`${it.number} ${section} ${subject}: 各行相加不是期末 its lines do not add up to its closing`);
  if (section !== 'owed') return v;
  // What accrues, and all at the end, is due as far as it is owed; before that nothing, or what a schedule says.
  is.due = take('settled') + v.closing;
  if (it.end > period.to && !/^(per_year|share_of_births)$/.test(agreed?.rule)) is.due = 0n;
  const ahead = v.settled - take('due');
  return { ...v, arrears: ahead < 0n ? -ahead : 0n, ahead: ahead > 0n ? ahead : 0n };
}
