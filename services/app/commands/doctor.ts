import type { Command } from 'commander'
import { EXIT, type CliContext } from '../cli/context.ts'
import { withJson, withPlace, type PlaceOptions } from '../cli/options.ts'
import { storeDirectory } from '../cli/place.ts'
import type { Finding } from '../doctor/finding.ts'
import { renderFinding, renderSummary } from '../doctor/render-findings.ts'
import { runDoctor } from '../doctor/run-doctor.ts'

interface DoctorCommandOptions extends PlaceOptions {
  readonly json?: boolean
  readonly offline?: boolean
  readonly deep?: boolean
}

const HELP = `
Each line is ok, warn or fail; below a warn or a fail stands what to do (docs/doctor.md has them all). It looks at the
configuration, rules, sources with their last record, store, disk, backlog, retention, delivery, clock and machine, changes
nothing, pages nobody, and works beside a running process. The exit code is 1 when something fails; a warn is none.
Run it as the user who runs Tocsin, or it cannot tell what that user may read.`

/** `tocsin doctor`. */
export function registerDoctor(program: Command, context: CliContext): void {
  const command = program
    .command('doctor')
    .description('what is wrong here, and what to do about it')
    .option('--offline', 'ask no host: not whether destinations answer, nor for the time')
    .option('--deep', 'read the whole store for damage; takes a while')
    .addHelpText('after', HELP)
  withJson(withPlace(command)).action((options: DoctorCommandOptions) => doctor(options, context))
}

async function doctor(options: DoctorCommandOptions, context: CliContext): Promise<void> {
  const found: Finding[] = []
  const { config, data, json, offline = false, deep = false } = options
  const place: PlaceOptions = { ...(config === undefined ? {} : { config }), ...(data === undefined ? {} : { data }) }
  const hangs = await runDoctor(
    { ...place, offline, deep, now: context.now, storeDirectory: () => storeDirectory(place, context) },
    async (findings) => {
      for (const finding of findings) {
        found.push(finding)
        await context.out.line(json === true ? JSON.stringify(finding) : renderFinding(finding, context.outTerminal))
      }
      await context.out.flush()
    },
  )
  if (found.some(({ level }) => level === 'fail')) context.exit(EXIT.failed)
  await context.err.line(renderSummary(found))
  if (!hangs) return
  // A disk that does not answer would keep us here for ever; everything is told.
  await context.err.flush()
  process.exit(EXIT.failed)
}
