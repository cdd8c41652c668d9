// @ts-check
/**
 * Which way the arrows go (ARCHITECTURE.md): a folder imports from its own level and from levels below, never
 * from above. A new folder gets its place in `levels`, or the check fails.
 */

/** Regular expressions on paths, from the top level to the bottom. */
const levels = [
  {
    name: 'entry',
    paths: [
      '^src/(web|http|cli)/',
      '^src/(main|cli|demo|demo-people|app\\.module)\\.tsx?$',
      // A controller is an edge of the system, whichever folder it lives in.
      '\\.controller\\.tsx?$',
    ],
  },
  { name: 'book-exports-jobs-backup', paths: ['^src/(book|exports|jobs|backup)/'] },
  { name: 'settlement', paths: ['^src/settlement/'] },
  { name: 'recording-attachments', paths: ['^src/(recording|attachments)/'] },
  { name: 'contracts', paths: ['^src/contracts/'] },
  { name: 'calendar-journal-approvals', paths: ['^src/(calendar|journal|approvals)/'] },
  { name: 'parties', paths: ['^src/parties/'] },
  { name: 'identity-audit', paths: ['^src/(identity|audit)/'] },
  { name: 'database-common-i18n-config', paths: ['^src/(database|common|i18n|config)/', '^migrations/'] },
  { name: 'domain', paths: ['^src/domain/'] },
];
const everything = levels.flatMap(({ paths }) => paths);
const controllers = '\\.controller\\.tsx?$';

/** One rule a level: what is not on this level or below may not be imported. */
const arrows = levels.map(({ name, paths }, index) => ({
  name: `arrows-${name}`,
  comment: 'Imports go down only; see the levels in .dependency-cruiser.cjs.',
  severity: 'error',
  from: index === 0 ? { path: paths } : { path: paths, pathNot: [controllers, '\\.module\\.tsx?$'] },
  to: { path: ['^src/', '^migrations/'], pathNot: levels.slice(index).flatMap((level) => level.paths) },
}));

/** A module may list its own controllers, which are above it; otherwise the arrows hold for it as well. */
const moduleArrows = levels.slice(1).map(({ name, paths }, index) => ({
  name: `arrows-${name}-module`,
  comment: 'Imports go down only; a module may also list the controllers of its own folder.',
  severity: 'error',
  from: { path: paths.map((path) => `(${path}).*\\.module\\.tsx?$`) },
  to: {
    path: ['^src/', '^migrations/'],
    pathNot: ['^$1[^/]*\\.controller\\.tsx?$', ...levels.slice(index + 1).flatMap((level) => level.paths)],
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    ...moduleArrows,
    {
      name: 'every-folder-has-a-level',
      comment: 'Put the folder on a level in .dependency-cruiser.cjs, and in ARCHITECTURE.md.',
      severity: 'error',
      from: { path: '^src/', pathNot: everything },
      to: {},
    },
    {
      name: 'controllers-are-edges',
      comment: 'Only the module of its folder knows a controller.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [...levels[0].paths, '\\.module\\.tsx?$'] },
      to: { path: controllers },
    },
    {
      name: 'controllers-are-edges-module',
      comment: 'Only the module of its folder knows a controller.',
      severity: 'error',
      from: { path: '^(src/[^/]+/).*\\.module\\.tsx?$' },
      to: { path: controllers, pathNot: '^$1' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: {},
      to: { circular: true },
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
      name: 'journal-knows-no-neighbour',
      comment: 'The journal appends; seasons and approvals are decided by its callers.',
      severity: 'error',
      from: { path: '^src/journal/' },
      to: { path: '^src/(contracts|calendar|approvals|recording|settlement)/' },
    },
    {
      name: 'approvals-know-no-feature',
      comment: 'Features register their actions with approvals at start.',
      severity: 'error',
      from: { path: '^src/approvals/', pathNot: controllers },
      to: { path: '^src/(journal|calendar)/' },
    },
    {
      name: 'commands-load-no-web-stack',
      comment:
        'The web stack takes longer to load than most commands to run: import it where it is served, with import().',
      severity: 'error',
      from: { path: '^src/(cli/|cli\\.ts$)' },
      to: { path: '^src/(http|web)/', dynamic: false },
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
