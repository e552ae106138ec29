// No figure is taken of the build with planted faults. Imported before the configuration that asks for it.
process.env.PLANTED_URL ??= "none: figures are taken of the shipped build";
