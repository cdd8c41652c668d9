// 核对审计包，不需要原程序。 Checks an audit pack without the program that made it. Node 20.15 以上 or later.
//   node verify-pack.mjs PACK.zip|FOLDER [--anchor SEQ:HASH | heads.txt | manifest.json of an older pack]...
// 退出码 exit code: 0 相符 all fits · 1 有出入 something differs · 2 无法核对 cannot be checked
// 请用自己保存的本文件，不要用包里的那份。 Use a copy that you kept yourself, not the one in the pack.
import { Buffer } from 'node:buffer';
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
const join = (parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const le = (n, bytes) => Buffer.from(n.toString(16).padStart(2 * bytes, '0'), 'hex').reverse();
// ---- 读包 reading: a folder, or a ZIP; a map from names to functions that give the content
const filesIn = (path) => readdirSync(path, { recursive: true }).filter((name) => statSync(`${path}/${name}`).isFile());
const openFolder = (path) =>
  new Map(filesIn(path).map((name) => [name.replaceAll('\\', '/'), () => readFileSync(`${path}/${name}`)]));
// One layout only, so that every program takes out what is checked here: the ZIP must be, byte for byte, what is put
// together anew from its entries: one after the other from the first byte, the directory, its end, and nothing else.
function openZip(path) {
  const [zip, files, parts, directory] = [readFileSync(path), new Map(), [], []];
  const [u16, u32, end] = [(at) => zip.readUInt16LE(at), (at) => zip.readUInt32LE(at), zip.length - 22];
  if (end < 0 || u32(end) !== 0x06054b50) throw new Error('不是 ZIP，或末尾另有内容 not a ZIP, or more behind its end');
  let [at, n, isOdd] = [0, 0, false];
  for (let p = u32(end + 16); p + 46 <= end; p += 46 + u16(p + 28), n++) {
    const cut = (from, to) => zip.subarray(p + from, p + to);
    const [crc, packed, size, isStored] = [u32(p + 16), u32(p + 20), u32(p + 24), u16(p + 10) === 0];
    const [time, sums, length, name] = [cut(12, 16), cut(16, 28), cut(28, 30), cut(46, 46 + u16(p + 28))];
    const [how, content] = [isStored ? '\0\0' : '\x08\0', zip.subarray(at + 30 + name.length).subarray(0, packed)];
    parts.push('PK\x03\x04\x14\0\x08\x08', how, time, le(0, 12), length, le(0, 2), name, content, 'PK\x07\x08', sums);
    directory.push(
      'PK\x01\x02?\x03\x14\0\x08\x08',
      how,
      time,
      sums,
      length,
      le(0, 8),
      '\0\0',
      le(0x81a4, 2),
      le(at, 4),
      name,
    );
    at += 46 + name.length + packed;
    isOdd ||= files.has(`${name}`) || !/^([a-z]+\/)?[a-z0-9-]+\.[a-z0-9]+$/.test(name);
    files.set(`${name}`, () => {
      const { buffer, engine } = isStored ? {} : inflateRawSync(content, { info: true, maxOutputLength: size || 1 });
      const [is, used] = [buffer ?? content, engine?.bytesWritten ?? packed];
      if (crc32(is) !== crc || is.length !== size || used !== packed)
        bad(`${name}: ZIP 校验码有误 another CRC or size`);
      return is;
    });
  }
  const whole = join([...parts, ...directory]);
  const close = ['PK\x05\x06', le(0, 4), le(n, 2), le(n, 2), le(whole.length - at, 4), le(at, 4), le(0, 2)];
  if (isOdd || !join([whole, ...close]).equals(zip))
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
const hashes = new Map(); // record, version of the posting mapping, row of the trail -> hash
const [seasons, contracts, events, facts] = [new Map(), new Map(), new Map(), []]; // what the chain says of each
const [named, papers] = [{}, new Map()]; // contract and photo or paper -> the season's records that name it; the trail's row
const DERIVED = ['book.jsonl', 'entries.jsonl', 'terms.jsonl', 'approvals.jsonl', 'signatures.jsonl', 'lines.csv'];
const expected = new Map(DERIVED.map((name) => [name, createHash('sha256')])); // what the chain says of a file
const write = (name, row) => expected.get(name).update(`${JSON.stringify(row)}\n`);
write('book.jsonl', { type: 'book', format: 1 });
const isIn = (day) => day >= period.from && day <= period.to;
function wrongIn(text) {
  const { hash, seq, prev, recordedAt, line, approvedBy, approvedAt, bookedOn, entries } = linkIn(text, 'record') ?? {};
  if (!hash) return '内容与校验值不符 its content has another hash';
  if (seq !== last.seq + 1) return `缺失 is missing; ${seq} stands there`;
  if (prev !== last.hash) return '没有接在上一条之后 does not follow the one before';
  if (recordedAt < last.recordedAt) return '时间倒退 its time goes back';
  last = { cooperative: line.cooperative ?? line.code, seq, hash, recordedAt };
  hashes.set(`${seq}`, hash);
  const { type, cooperative, ...own } = line;
  const { id: event, kind, by, of, terms, season, number, contract = number, evidence = [], attachment } = line;
  const approval = { approvedBy, approvedAt };
  facts.push({ seq, type, event, contract, ...approval });
  write('book.jsonl', { type, cooperative, ...own, seq, recordedAt, bookedOn, ...approval, hash });
  if (approvedBy) write('approvals.jsonl', { seq, type, kind, contract, season, event, by, recordedAt, ...approval });
  if (terms) write('terms.jsonl', { seq, contract, event, inForceFrom: bookedOn ?? line.from, terms });
  if (type === 'cooperative') found.cooperative = line;
  if (type === 'season') seasons.set(line.code, line);
  if (type === 'season' && line.code === period.code) found.season = line;
  if (type === 'close') openFrom = new Date(Date.parse(seasons.get(season).to) + 864e5).toISOString().slice(0, 10);
  if (type === 'close' && season === period.code) found.closed = { seq, recordedAt };
  const blank = { ledger: {}, documents: [], events: [], steps: [], latest: '' };
  if (type === 'contract') contracts.set(contract, { ...line, from: [line.from, openFrom].sort()[1], ...blank });
  const [it, was] = [contracts.get(contract), events.get(of)]; // was: what a reversal takes back
  const what = was?.kind ?? kind;
  if (terms) it.documents.push(terms);
  if (was) was.until = bookedOn;
  if (was?.terms) write('terms.jsonl', { seq, contract, event, reverses: of, reversedFrom: bookedOn });
  if (type === 'event') note(it, { ...line, seq, bookedOn, on: line.on ?? was.on }, what, was);
  const isStep = /^(statement|signature)$/.test(type) && season === period.code;
  if (isStep) write('signatures.jsonl', { seq, recordedAt, ...line });
  if (isStep) it.steps.push({ ...line, seq, recordedAt });
  for (const paper of isStep || isIn(bookedOn) ? [...evidence, attachment] : [])
    if (/^[0-9a-f]{64}$/.test(paper)) (named[`${contract} ${paper}`] ??= []).push(seq);
  for (const [i, { bookedOn: day, contract: whose, postings }] of entries.entries()) {
    const sums = {};
    for (const [j, { account, commodity, quantity }] of postings.entries()) {
      add(sums, commodity, units(quantity));
      if (day <= period.to) post(account, commodity, units(quantity), postings[j ^ 1]?.account, what, day);
      const place = { cooperative, seq, entry: i + 1, line: j + 1, season: period.code, bookedOn: day };
      const owner = kind || !account.startsWith('coop:') ? whose : '';
      const which = { on: events.get(event)?.on ?? day, event: event ?? '', kind: kind ?? 'close', contract: owner };
      if (isIn(day)) write('entries.jsonl', { ...place, ...which, account, commodity, quantity, recordedAt });
    }
    if (Object.values(sums).some((sum) => sum !== 0n)) return '不平衡 does not balance';
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
const unproved = {}; // what this pack cannot prove alone, and why -> of which contracts
const doubt = (why, { number }) => (unproved[why] ??= new Set()).add(number);
// What the ledger does not tell line by line: why, which lines, and when.
const UNTOLD = [
  ['首季前已开始 begun before', /^(owed|cash) (opening|added|rent)/, (it) => isFirst && it.from < period.from],
  ['上季未结账 season before open', /^(owed|cash) opening/, () => !isFollowing],
  ['未结账 season open', /^(owed added|cash rent)/, () => !closed],
  ['有折抵 substitutions', /^owed (added|returned|settled)/, (it) => isAgreed(it, 'substitutions')],
  ['重算 revalued', /^cash (f|se|i|rent|l|com)|^stock (o|b|h|com)/, (it) => it.isRevalued],
  ['按期 by schedule', /^owed due/, (it, o) => o?.schedule && o.schedule.kind !== 'at_end' && it.end > period.to],
];
function valuesOf(it, key, stated, agreed) {
  const [is, v, section] = [it.ledger[key] ?? {}, {}, key.split(' ')[0]];
  const take = (line) => {
    const [why] = UNTOLD.find(([, lines, when]) => lines.test(`${section} ${line}`) && when(it, agreed)) ?? [];
    if (why) doubt(`${section} ${line} (${why})`, it);
    return (v[line] = (why ? stated.get(`${key} ${line}`) : is[line]) ?? 0n);
  };
  let sum = 0n;
  for (const line of LINES[section].slice(0, LINES[section].indexOf('closing')))
    sum += /^owed (ret|wai|con)/.test(`${section} ${line}`) ? -take(line) : take(line);
  v.closing = closed ? (is.closing ?? 0n) : sum;
  if (v.closing !== sum) bad(`${it.number} ${key}: 各行相加不是期末 its lines do not add up to its closing`);
  if (section !== 'owed') return v;
  // What accrues, and all at the end, is due as far as it is owed; before that nothing, or what a schedule says.
  is.due = take('settled') + v.closing;
  if (it.end > period.to && !/^(per_year|share_of_births)$/.test(agreed?.rule)) is.due = 0n;
  const ahead = v.settled - take('due');
  return { ...v, arrears: ahead < 0n ? -ahead : 0n, ahead: ahead > 0n ? ahead : 0n };
}
const rank = (key) => (key.includes(' own:') ? 99 : 0) + ANIMALS.indexOf(key.split(':').at(-1));
const subjectsOf = ({ obligations, handout }) =>
  obligations.flatMap(({ id, rule, classes = handout.map((h) => h.class) }) => {
    const all = rule === 'return_same' ? classes.map((c) => `owed ${id}:${c}`) : rule === 'cash' ? [] : [`owed ${id}`];
    return all.sort((a, b) => rank(a) - rank(b));
  });
function rowsOf(it, lines) {
  const stated = new Map(lines.map((l) => [`${l.section} ${l.subject} ${l.line}`, units(l.quantity)]));
  const [said, counted] = [lines.map((l) => `${l.section} ${l.subject}`), new Map()];
  const inForce = (a, e) => (e.kind === 'amendment' && isUntil(e) && e.bookedOn >= a.bookedOn ? e : a);
  const { terms } = it.events.reduce(inForce, { bookedOn: '', terms: it.terms });
  const counts = it.events.filter((e) => e.kind === 'count' && isIn(e.bookedOn) && isUntil(e));
  for (const { heads } of counts.sort((a, b) => (a.bookedOn < b.bookedOn ? -1 : 1)))
    for (const h of heads) counted.set(`stock ${h.book}:${h.class}`, BigInt(h.count));
  const [agreed, ever] = [[...subjectsOf(terms), 'cash CNY'], it.documents.flatMap(subjectsOf)];
  const owed = [...subjectsOf(terms), ...said.filter((key) => ever.includes(key)), ...ever];
  const moved = [...Object.keys(it.ledger), ...counted.keys(), ...(it.isRevalued ? said : [])];
  const stock = moved.filter((key) => key.startsWith('stock')).sort((a, b) => rank(a) - rank(b));
  return [...new Set([...owed, 'cash CNY', 'deposit CNY', ...stock])].flatMap((key) => {
    const [section, subject] = key.split(' ');
    const rule = terms.obligations.find((o) => o.id === subject.split(':')[0]);
    const v = valuesOf(it, key, stated, rule);
    if (counted.has(key)) Object.assign(v, { counted: counted.get(key), difference: counted.get(key) - v.closing });
    if (!agreed.includes(key) && Object.values(v).every((n) => n === 0n)) return [];
    const [unit, textOf] = /^(owed|stock)$/.test(section) ? ['head', String] : ['CNY', yuan];
    const { number: contract, cooperative, household } = it;
    const rest = { season: period.code, section, statement: `${period.code}/${contract}`, subject, unit };
    const names = LINES[section].filter((line) => line in v);
    return names.map((line) => ({ contract, cooperative, household, line, quantity: textOf(v[line]), ...rest }));
  });
}
// What the last step says where it was about this content: the step names its SHA-256, or the signature given with it.
function statesOf(it, sha) {
  const step = it.steps.findLast((s) => s.type === 'statement');
  const signed = it.steps.findLast((s) => s.role === 'household');
  const about = step?.sha256 ?? (step?.state === 'confirmed' ? signed?.sha256 : undefined);
  const isOther = about ? about !== sha : it.events.some((e) => e.seq > step?.seq);
  if (step && !about) doubt('内容 what was presented, disputed or confirmed without a signature', it);
  const states = !step || (about && isOther) ? ['draft'] : isOther ? [step.state, 'draft'] : [step.state];
  return closed ? states.map((s) => (s === 'confirmed' ? 'closed_confirmed' : 'closed_unconfirmed')) : states;
}
function checkStatements() {
  let before = Buffer.alloc(0);
  expected.get('lines.csv').update(csv(COLUMNS));
  for (const it of contracts.values()) {
    const ended = it.events.filter((e) => /^(termination|completion)$/.test(e.kind) && isUntil(e));
    it.end = [it.to ?? '~', ...ended.map((e) => e.bookedOn)].sort()[0];
    it.isDue = (it.from <= period.to && it.end >= period.from) || it.events.some((e) => isIn(e.bookedOn));
    it.isDue ||= closed && Object.keys(it.ledger).some((key) => !/^stock/.test(key) && it.ledger[key].closing !== 0n);
  }
  for (const text of linesOf('statements.jsonl')) {
    const { contract, status, lines } = JSON.parse(text);
    const [it, statement] = [contracts.get(contract), `${period.code}/${contract}`];
    const isNext = it && Buffer.compare(before, (before = Buffer.from(contract))) < 0;
    const rows = isNext ? rowsOf(it, lines) : [];
    const sha = sha256(JSON.stringify(rows));
    const whole = { statement, contract, household: it?.household, status, sha256: sha, lines: rows };
    if (!isNext) bad(`${statement}: 合同或次序有误 no such contract, or not in its place`);
    else if (text !== JSON.stringify(whole)) {
      const [is, should] = [lines, rows].map((l) => l.map((r) => `${r.section} ${r.subject} ${r.line} ${r.quantity}`));
      const at = should.findIndex((row, i) => row !== is[i]);
      bad(`${statement}: 与账簿不符 not what the ledger says: ${is[at]}; 应为 should be ${should[at]}`);
    }
    if (isNext && !statesOf(it, sha).includes(status))
      bad(`${statement}: 状态不符 is ${statesOf(it, sha)}, not ${status}`);
    const hasBalance = (r) => /^(opening|closing)$/.test(r.line) && r.section !== 'stock' && /[1-9]/.test(r.quantity);
    if (isNext && !it.isDue && !rows.some(hasBalance)) bad(`${statement}: 不应有对账单 has nothing to state`);
    if (isNext) it.isDue = false;
    for (const row of rows) expected.get('lines.csv').update(csv(COLUMNS.map((key) => ({ ...row, status })[key])));
  }
  for (const it of contracts.values()) if (it.isDue) bad(`${period.code}/${it.number}: 缺少对账单 has no statement`);
}
// ---- 科目对照 posting mapping: its versions are a chain too; a closed season has the last one made before it was closed
function checkMappings() {
  let [newest, own] = [{ version: -1 }, {}];
  for (const text of linesOf('mappings.jsonl')) {
    const row = linkIn(text, 'mapping') ?? {};
    const isNext = row.version === newest.version + 1 && row.prev === newest.hash && !(row.madeAt < newest.madeAt);
    if (!isNext || row.afterSeq < newest.afterSeq || row.afterSeq > last.seq)
      bad(`科目对照第 ${row.version} 版有误 posting mapping, version ${row.version} is not what was made`);
    hashes.set(`mapping ${row.version}`, row.hash);
    newest = row;
    if (!(row.afterSeq >= closed?.seq)) own = row;
  }
  const { version, madeAt, madeBy, content } = own;
  const text = `${JSON.stringify({ version, madeAt, madeBy, ...content }, null, 2)}\n`;
  expected.set('posting-mapping.json', createHash('sha256').update(text));
  found.asKnown = [newest.madeAt ?? '', last.recordedAt].sort()[1];
  const mappingHead = { version: newest.version, hash: newest.hash };
  Object.assign(found, { head: last, mapping: { version, proposal: content?.proposal }, mappingHead });
}
// the rows of the trail that make records, and name their places
const MAKING =
  /^(cooperative_added|household_added|season_(added|presented|closed)|event_(recorded|corrected)|proposal_approved|statement_(presented|confirmed|disputed|answered|signed)|book_imported)$/;
// ---- 留痕 trail: who made and approved each record, and whose the cards are
function checkTrail() {
  const [heads, rows, proposals, namers, cards] = [new Map(), new Map(), new Map(), new Map(), new Map()];
  let at = { chain: -1, seq: 0, hash: '0'.repeat(64) };
  for (const text of linesOf('trail.jsonl')) {
    const row = linkIn(text, 'row');
    const { withheld = 0, hash } = row ?? JSON.parse(text);
    const chain = row?.chain ?? 0;
    if (chain !== at.chain && !heads.has(chain)) at = { chain, seq: 0, hash: '0'.repeat(64) };
    const isNext = row ? row.prev === at.hash && row.seq === at.seq + 1 && chain === at.chain : withheld > 0;
    if (!isNext) bad(`留痕 trail ${chain}:${at.seq + 1}: 缺失或有改动 is missing or was changed`);
    at = { chain, seq: at.seq + (withheld || 1), hash };
    if (!row) continue;
    heads.set(chain, at);
    hashes.set(`trail ${chain}:${row.seq}`, hash);
    rows.set(`${chain}:${row.seq}`, row);
    found.asKnown = [found.asKnown, row.at].sort()[1];
    const [then, now] = [JSON.parse(row.before ?? '{}') ?? {}, JSON.parse(row.after ?? '{}') ?? {}];
    const { sha256: paper, event, nameSha256 } = now;
    const told = JSON.stringify({ event, nameSha256, addedAt: row.at, addedBy: row.actor });
    if (row.action === 'attachment_added') papers.set(`${row.subject} ${paper}`, told);
    if (row.action === 'card_issued')
      cards.set(now.card, { household: row.subject, madeAt: row.at, madeBy: row.actor });
    if (row.action === 'card_revoked') Object.assign(cards.get(then.card) ?? {}, { revokedAt: row.at });
    if (row.action === 'proposal_made') proposals.set(now.proposal, row);
    if (row.action === 'posting_mapping_changed' && hashes.get(`mapping ${now.version}`) !== now.hash)
      bad(`科目对照第 ${now.version} 版与留痕不符 posting mapping, version ${now.version} is another in the trail`);
    const { seq, first = seq, last: to = first, proposal } = now;
    const isRun = chain > 0 && MAKING.test(row.action) && first > 0;
    for (let n = first; isRun && n <= Math.min(to, last.seq); n++) namers.set(n, [row, proposals.get(proposal) ?? row]);
  }
  found.trailHeads = [...heads.values()];
  let n = 0;
  for (const text of linesOf('makers.jsonl')) {
    const { approvedBy, approvedAt, ...fact } = facts[n++] ?? {};
    const [told, made] = namers.get(n) ?? [];
    const { by, trail } = made ? { by: made.actor, trail: { chain: made.chain, seq: made.seq } } : JSON.parse(text);
    const isTold = !trail || rows.get(`${trail.chain}:${trail.seq}`)?.actor === by;
    if (text !== JSON.stringify({ ...fact, by, trail, approvedBy, approvedAt }) || !isTold)
      bad(`制单人 makers.jsonl, record ${n}: 与留痕不符 not what the trail says`);
    const isOwn = told?.action === 'proposal_approved' ? made.actor === approvedBy || told.actor !== approvedBy : false;
    if (isOwn) bad(`第 ${n} 条 record ${n}: 制单人就是批准人 approved by its maker, or by another than the trail says`);
    if (!trail) doubt('制单人 who made what the trail does not tell of', { number: '-' });
  }
  if (n !== facts.length) bad('制单人 makers.jsonl: 缺行或多行 rows are missing, or there are more');
  const register = new Map();
  for (const text of linesOf('cards.jsonl')) {
    const { card, household, madeAt, madeBy, revokedAt } = JSON.parse(text);
    register.set(`card:${card}`, { household, madeAt, revokedAt });
    const told = { household, madeAt, madeBy, revokedAt };
    if (JSON.stringify({ ...cards.get(card) }) !== JSON.stringify(told))
      bad(`card:${card}: 与留痕不符 not what the trail says`);
    cards.delete(card);
    found.asKnown = [found.asKnown, madeAt, revokedAt ?? ''].sort()[2];
  }
  for (const card of cards.keys()) bad(`card:${card}: 未列出 is not in the register`);
  for (const it of contracts.values())
    for (const { by, seq, recordedAt } of it.steps.filter((s) => s.by.startsWith('card:'))) {
      const [{ action } = {}] = namers.get(seq) ?? [];
      const { household, madeAt, revokedAt = '~' } = register.get(by) ?? {};
      const isFit = household === it.household && madeAt <= recordedAt && recordedAt <= revokedAt;
      if (/^(book_imported|undefined)$/.test(action)) doubt('导入的签认 whose card signed what was read in', it);
      else if (!isFit) bad(`第 ${seq} 条 record ${seq}: ${by} 不是该户当时的卡 was not a card of that household then`);
    }
}
// ---- 附件 photos and papers: each is what it is called, and none is left out that the season's records name
function checkAttachments() {
  for (const text of linesOf('attachments.jsonl')) {
    const { contract, sha256: hash, named: seqs, file, event, type, bytes, name, addedAt, addedBy } = JSON.parse(text);
    const which = `${contract} ${hash}`;
    const told = addedAt && JSON.stringify({ event, nameSha256: sha256(name), addedAt, addedBy });
    if (papers.get(which) !== told) bad(`附件 ${which}: 留痕另有所记 the trail says otherwise`);
    if (`${named[which]}` !== `${seqs}`) bad(`附件 ${which}: 账链另有所指 the chain names it otherwise`);
    delete named[which];
    papers.delete(which);
    found.asKnown = [found.asKnown, addedAt ?? ''].sort()[1];
    const ending = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'application/pdf': 'pdf' }[type];
    if (file === undefined) say(`   ⚠ 附件不在包内 not in the pack: ${which}`);
    else if (sha256(contentOf(file)) !== hash || read.get(file).bytes !== bytes || !file.endsWith(`${hash}.${ending}`))
      bad(`${file}: 内容有误 is not the file that was kept`);
  }
  const isPacked = ({ event }) => event === undefined || isIn(events.get(event)?.bookedOn);
  for (const [which, told] of papers) if (isPacked(JSON.parse(told))) named[which] = [];
  for (const which in named) bad(`附件 ${which}: 未列出 is not listed`);
}
function anchorsOf(arg) {
  const text = existsSync(arg) ? readFileSync(arg, 'utf8') : arg;
  if (text.startsWith('{')) return [{ ...JSON.parse(text).head, older: JSON.parse(text) }];
  const heads = [...text.matchAll(/^\ufeff?(?:(\S+) )?(\d+)[ :]([0-9a-f]{64})\s*$/gm)];
  if (heads.length === 0) throw new Error(`没有链头 no head: ${arg}`);
  return heads.map(([, cooperative = head.cooperative, seq, hash]) => ({ cooperative, seq, hash }));
}
say(`${its.name} ${period.code} ${period.from}–${period.to}${closed ? '' : ' 未结账 still open'}`);
say(`截至 as known at ${asKnown}`, `manifest.json SHA-256 ${sha256(manifest)}`, '', '账链 chain');
for (const line of linesOf('chain.jsonl'))
  if (!fault && (fault = wrongIn(line))) bad(`第 ${last.seq + 1} 条 record ${last.seq + 1}: ${fault}`);
say(`   链头 head ${last.seq}:${last.hash}`);
const isFirst = [...seasons.values()].every((s) => s.to >= period.from);
const isFollowing = [...seasons.values()].every((s) => s.to >= period.from || s.to < openFrom);
checkMappings();
if (!fault) checkTrail();
for (const { seq, hash, cooperative, older } of options.filter((arg) => arg !== '--anchor').flatMap(anchorsOf)) {
  const { version, hash: made } = older?.mappingHead ?? {};
  const rows = (older?.trailHeads ?? []).map((h) => [`trail ${h.chain}:${h.seq}`, h.hash]);
  const kept = [[`${seq}`, cooperative === head.cooperative && hash], [`mapping ${version}`, made], ...rows];
  for (const [which, was] of kept) if (hashes.get(which) !== was) bad(`旧链头 ${which} 不在包内 older head not found`);
  if (hashes.get(`${seq}`) === hash) say(`   旧链头 ${seq} 在链中 older head found`);
  for (const { path: name, sha256: was } of older?.season.code === period.code ? older.files : [])
    if ((older.closed || older.head.seq === last.seq ? /^(att.*\/|lin|stat|sig)/ : /^att.*\//).test(name))
      if (files.find((f) => f.path === name)?.sha256 !== was) bad(`${name}: 与旧包不同 changed since the older pack`);
}
say('', `对账单 statements${fault ? ' 账链有误，未核对 not checked: the chain is broken' : ''}`);
if (!fault) checkStatements();
say('', '文件 files');
if (!fault) checkAttachments();
for (const name of pack.keys())
  if (!read.has(name) && contentOf(name) && !fault && !expected.has(name) && name !== 'verify-pack.mjs')
    bad(`${name}: 未列出 is not listed, or belongs to no pack`);
if (read.get('verify-pack.mjs')?.sha256 !== sha256(readFileSync(new URL(import.meta.url))))
  say('   ⚠ 包里的核对程序与本文件不同 the checker in the pack is another than this one');
const is = { ...found, files: files.map((f) => read.get(f.path)) };
if (!fault && manifest !== `${JSON.stringify(is, null, 2)}\n`) bad('manifest.json: 与包内不符 not what is in the pack');
for (const [name, hash] of fault ? [] : expected)
  if (read.get(name)?.sha256 !== hash.digest('hex')) bad(`${name}: 与账链不符 not what the chain says`);
const listed = new Map([['manifest.json', sha256(manifest)], ...files.map((f) => [f.path, f.sha256])]);
for (const name of new Set([...listed.keys(), ...read.keys()]))
  if (listed.get(name) !== read.get(name)?.sha256) bad(`${name}: 与清单不符 not as listed`);
say('', '未能证明 not proved:');
for (const [why, of] of Object.entries(unproved))
  say(`   ? ${why}: ${[...of].slice(0, 8).join(', ')}${of.size > 8 ? ` … (${of.size})` : ''}`);
if (options.length === 0) say('   ? 没有旧链头 no older head: 截尾或整本重写 a tail cut off, or a chain written anew');
say('', differences > 0 ? `✗ ${differences} 处有出入 differences` : '✓ 全部相符 everything fits');
