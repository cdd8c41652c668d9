// @ts-check
/**
 * Which way the arrows go (ARCHITECTURE.md): five tiers. A room, a folder directly under src, imports from every room of a lower tier, and
 * from the rooms of its own tier that are listed beside it; no two folders import each other. A new room gets its place here, or the check fails.
 */

/** From the lowest tier to the highest; a room's list names what it imports on its own tier. */
const tiers = {
  foundation: {
    domain: [],
    config: ['domain'],
    common: ['domain'],
    i18n: ['domain', 'common'],
    migrations: ['domain', 'common'],
    database: ['domain', 'common', 'migrations'],
  },
  registers: {
    audit: [],
    identity: ['audit'],
    parties: ['audit', 'identity'],
    journal: ['audit', 'parties'],
    calendar: ['parties', 'journal'],
    approvals: ['audit', 'identity', 'parties'],
  },
  trade: {
    contracts: [],
    attachments: ['contracts'],
    statements: ['contracts', 'attachments'],
    slips: ['contracts'],
    seasons: ['contracts', 'statements', 'slips'],
    mapping: [],
  },
  outputs: {
    import: [],
    exports: [],
    verify: ['import', 'exports'],
    backup: ['verify'],
    jobs: ['exports', 'verify'],
  },
  edge: {
    edge: [],
    api: ['edge'],
    web: ['edge', 'api'],
    server: ['edge', 'api', 'web'],
    cli: ['server'],
  },
};
/** What starts the program: nothing imports it. */
const entries = '^src/(main|cli|demo|demo-people)\\.ts$';

/** The path of a room. @param {string} room */
const at = (room) => (room === 'migrations' ? '^migrations/' : `^src/${room}/`);
const rooms = Object.values(tiers).flatMap((tier) => Object.keys(tier));

/** One rule a room: what is neither lower nor listed may not be imported. */
const arrows = Object.values(tiers).flatMap((tier, index, all) => {
  const lower = all.slice(0, index).flatMap((below) => Object.keys(below));
  return Object.entries(tier).map(([room, beside]) => ({
    name: `arrows-${room}`,
    comment: 'Imports go down, or to what is listed: see the tiers in .dependency-cruiser.cjs.',
    severity: 'error',
    from: { path: at(room) },
    to: { path: ['^src/', '^migrations/'], pathNot: [room, ...beside, ...lower].map(at) },
  }));
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'every-room-has-a-tier',
      comment: 'Put the folder on a tier in .dependency-cruiser.cjs, and in ARCHITECTURE.md.',
      severity: 'error',
      from: { path: '^src/', pathNot: [...rooms.map(at), entries] },
      to: {},
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-cycle-of-folders',
      comment: 'Two folders that import each other are one, or a part of one of them belongs lower.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'controllers-are-edges',
      comment: 'Features know nothing of the API and the pages: controllers are in src/api and src/web only.',
      severity: 'error',
      from: { path: '\\.controller\\.tsx?$', pathNot: ['^src/api/', '^src/web/'] },
      to: {},
    },
    {
      name: 'pages-share-inputs-only',
      comment: 'Of the API, pages use the shapes of what comes in (src/api/dto).',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/api/', pathNot: '^src/api/dto/' },
    },
    {
      name: 'kit-knows-no-page',
      comment: 'What pages share knows none of them.',
      severity: 'error',
      from: { path: '^src/web/kit/' },
      to: { path: '^src/web/pages/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'The domain imports the domain, class-validator and node:crypto: no framework, no input or output.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: {
        couldNotResolve: false,
        pathNot: ['^src/domain/', '(^|/)node_modules/class-validator/', '^(node:)?crypto$'],
      },
    },
    {
      name: 'commands-load-no-web-stack',
      comment:
        'The web stack takes longer to load than most commands to run: import it where it is served, with import().',
      severity: 'error',
      from: { path: '^src/(cli/|cli\\.ts$)' },
      to: { path: '^src/(edge|api|web|server)/', dynamic: false },
    },
    {
      name: 'drivers-in-database-only',
      comment: 'Only src/database talks to a driver: everything else goes through Reader, Tx and Writer.',
      severity: 'error',
      from: { pathNot: '^src/database/' },
      to: { path: '(^|/)node_modules/(@types/)?(better-sqlite3|pg|pg-[^/]+)/' },
    },
    {
      name: 'not-to-dev-dep',
      comment: 'What the product imports belongs in "dependencies".',
      severity: 'error',
      from: { path: ['^src/', '^migrations/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '(^|/)node_modules/@types/' },
    },
    {
      name: 'not-to-unlisted',
      comment: 'Declare it in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'src-imports-no-tests',
      severity: 'error',
      from: { path: ['^src/', '^migrations/'] },
      to: { path: ['^test/', '\\.spec\\.tsx?$'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count: an arrow is about who has to know whom.
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.tsx?$' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
