// Gets an identity token as a GitHub Actions step does, with GitHub's own toolkit; prints it alone.
import * as core from '@actions/core'

const token = await core.getIDToken(process.argv[2])
process.stdout.write(`\nTOKEN ${token}\n`)
