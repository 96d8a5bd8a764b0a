package directory

// Evaluations is how many passwords were computed: what takes time at a sign-in.
func (d *Directory) Evaluations() int64 { return d.gate.entered.Load() }
