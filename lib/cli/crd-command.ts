/**
 * `tskubeop crd FILE…`: the custom resource definitions of the classes that the files export, as YAML.
 */
import { UsageError } from '../base/errors.ts';
import { customResourceDefinitionOf } from '../schema/crd-manifest.ts';
import { crdYaml } from '../schema/crd-yaml.ts';
import type { CustomResourceDefinition } from '../schema/custom-resource-definition.ts';
import { checkKindDeclaration } from '../schema/kind-declaration-check.ts';
import { type ClassModuleOptions, type ExportedClass, exportedClasses } from './class-module.ts';

/**
 * Prints the definitions, in the order of their names.
 *
 * @throws UsageError a file cannot be loaded, exports no class, or a class cannot work
 * @throws InvalidSchemaError SPEC or STATUS of a class has no structural form
 */
export async function crdCommand(
  files: readonly string[],
  output: (text: string) => void,
  options: ClassModuleOptions = {},
): Promise<void> {
  if (files.length === 0) throw new UsageError('crd: name the files that export your classes, such as: tskubeop crd printer.ts');
  const definitions = new Map<string, { definition: CustomResourceDefinition; source: ExportedClass }>();
  for (const file of files) {
    for (const exported of await exportedClasses(file, options)) {
      const problems = checkKindDeclaration(exported, exported.name);
      if (problems.length > 0) throw new UsageError(`${file}: ${problems.join('; ')}`);
      const definition = customResourceDefinitionOf(exported);
      const known = definitions.get(definition.metadata.name);
      if (known && known.source !== exported) {
        throw new UsageError(`${file}: ${exported.name} and ${known.source.name} both declare ${definition.metadata.name}`);
      }
      definitions.set(definition.metadata.name, { definition, source: exported });
    }
  }
  output(crdYaml([...definitions.values()].map(({ definition }) => definition)));
}
