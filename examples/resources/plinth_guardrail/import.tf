import {
  to = plinth_guardrail.regions
  id = "444455556666/regions"
}
