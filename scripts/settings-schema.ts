import { writeFileSync } from 'node:fs';
import { settingsJsonSchema } from '../src/config/yaml.ts';

/** Writes the JSON Schema of lockstep.yaml for editors; a test says when it is out of date. */
writeFileSync('manifests/lockstep.schema.json', `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
