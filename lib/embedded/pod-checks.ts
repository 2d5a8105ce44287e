/** What is checked of Pods and their templates: what a mistaken manifest most often gets wrong. */
import { equal, type JsonObject } from './json.ts';
import { nameProblems } from './object-names.ts';
import { compareQuantities } from './quantity.ts';
import { duplicate, type FieldError, forbiddenField, invalidValue, notSupported, required } from './refusal.ts';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const RESTART_POLICIES = ['Always', 'OnFailure', 'Never'];

/** What is wrong with a Pod, and with what an update changes in it. */
export function podErrors(pod: JsonObject, old?: JsonObject): FieldError[] {
  const errors = podSpecErrors(pod.spec, 'spec');
  if (old && !equal(mutable(pod.spec), mutable(old.spec))) {
    errors.push(
      forbiddenField(
        'spec',
        'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
      ),
    );
  }
  return errors;
}

/** A spec without what may change. */
function mutable(spec: JsonObject): JsonObject {
  const {
    activeDeadlineSeconds: _,
    tolerations: __,
    terminationGracePeriodSeconds: ___,
    nodeName: ____,
    ephemeralContainers: _____,
    ...rest
  } = spec;
  const withoutImages = (containers?: JsonObject[]) => containers?.map(({ image: _, ...container }) => container);
  return { ...rest, containers: withoutImages(spec.containers), initContainers: withoutImages(spec.initContainers) };
}

/** What is wrong with a PodTemplateSpec. */
export function templateErrors(template: JsonObject | undefined, path: string): FieldError[] {
  return podSpecErrors(template?.spec ?? {}, `${path}.spec`);
}

function podSpecErrors(spec: JsonObject, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const volumes = new Set<string>((spec.volumes ?? []).map((volume: JsonObject) => volume.name));
  if (!spec.containers?.length) errors.push(required(`${path}.containers`));
  const names = new Set<string>();
  for (const list of ['initContainers', 'containers']) {
    for (const [index, container] of (spec[list] ?? []).entries())
      errors.push(...containerErrors(container, `${path}.${list}[${index}]`, names, volumes));
  }
  if (spec.restartPolicy && !RESTART_POLICIES.includes(spec.restartPolicy))
    errors.push(notSupported(`${path}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES));
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    if (!volume.name) errors.push(required(`${path}.volumes[${index}].name`));
  }
  return errors;
}

function containerErrors(container: JsonObject, path: string, names: Set<string>, volumes: ReadonlySet<string>): FieldError[] {
  const errors: FieldError[] = [];
  const { name, image } = container;
  if (!name) errors.push(required(`${path}.name`));
  else {
    for (const why of nameProblems(name, 'label')) errors.push(invalidValue(`${path}.name`, name, why));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
  }
  if (!image) errors.push(required(`${path}.image`));
  const pulls = container.imagePullPolicy;
  if (pulls && !PULL_POLICIES.includes(pulls)) errors.push(notSupported(`${path}.imagePullPolicy`, pulls, PULL_POLICIES));
  const { limits = {}, requests = {} } = container.resources ?? {};
  for (const [resource, wanted] of Object.entries<string>(requests))
    if (limits[resource] !== undefined && compareQuantities(wanted, limits[resource]) > 0)
      errors.push(
        invalidValue(`${path}.resources.requests`, wanted, `must be less than or equal to ${resource} limit of ${limits[resource]}`),
      );
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    if (!mount.name) errors.push(required(`${path}.volumeMounts[${index}].name`));
    else if (!volumes.has(mount.name))
      errors.push({
        reason: 'FieldValueNotFound',
        field: `${path}.volumeMounts[${index}].name`,
        message: `Not found: ${JSON.stringify(mount.name)}`,
      });
    if (!mount.mountPath) errors.push(required(`${path}.volumeMounts[${index}].mountPath`));
  }
  for (const [index, variable] of (container.env ?? []).entries()) if (!variable.name) errors.push(required(`${path}.env[${index}].name`));
  for (const [index, port] of (container.ports ?? []).entries()) {
    const number = port.containerPort;
    if (!number) errors.push(required(`${path}.ports[${index}].containerPort`));
    else if (number < 1 || number > 65535)
      errors.push(invalidValue(`${path}.ports[${index}].containerPort`, number, 'must be between 1 and 65535, inclusive'));
  }
  return errors;
}
