#!/usr/bin/env node
/** The command line's few lines; everything is in lib/cli. */
import { runProgram } from '../lib/cli/program.ts';

await runProgram();
