const { tmpdir } = require('node:os');
const { join } = require('node:path');

process.env.TEST_DIALECT = 'postgres';
process.env.SUREG_FILES = join(tmpdir(), `sureg-test-files-${process.pid}`);
