# Needs git, make and Python 3.11 or newer; everything else goes into .venv. Works with GNU make 3.81 (macOS) and later.
#
# Exit statuses of convert.py: 0 all fine, 1 some document was refused. A refused document must not keep the others
# from their readers, so the site is still built, and the status comes at the end.

VENV ?= .venv
CONVERT_OPTIONS ?=

BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PYTHON := $(BIN)/python

# Chinese file names and messages need UTF-8 whatever the locale says.
export PYTHONUTF8 := 1

# The first Python on the PATH that runs and is new enough. Each is tried, because a shim may exist and not run.
FIND_PYTHON = found=; for candidate in "$$PYTHON_FOR_VENV" python3 python3.14 python3.13 python3.12 python3.11 python; do \
	[ -n "$$candidate" ] && "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
		&& { found=$$candidate; break; }; \
	done; \
	[ -n "$$found" ] || { \
		echo '错误：找不到 Python 3.11 或更新的版本。请先安装，或用 PYTHON_FOR_VENV=/路径/python3 指定。' >&2; exit 1; }

.DEFAULT_GOAL := help
.PHONY: help site serve test environment test-environment ocr lock

help:
	@echo 'make site   准备环境，转换有变化的文件，校验，生成网站到 site/'
	@echo 'make test   准备环境，检查代码、类型、工作流，运行全部测试'
	@echo 'make serve  转换有变化的文件，在本机打开预览，文件一改就重新生成'
	@echo 'make ocr    安装识别扫描件所需的组件（约 400 MB；没有扫描件就不需要）'
	@echo 'make lock   改动 requirements*.in 之后重新锁定版本（需要 uv）'
	@echo
	@echo '环境放在 $(VENV)/；只需要 git、make 和 Python 3.11 以上。'

site: environment
	@refused=0; \
	$(PYTHON) scripts/convert.py $(CONVERT_OPTIONS) || refused=$$?; \
	[ $$refused -le 1 ] || exit $$refused; \
	$(PYTHON) scripts/validate.py && \
	$(PYTHON) scripts/build_site.py && \
	exit $$refused

serve: environment
	@$(PYTHON) scripts/convert.py $(CONVERT_OPTIONS) || [ $$? -eq 1 ]
	@$(PYTHON) scripts/build_site.py --serve

test: test-environment
	@$(PYTHON) -m ruff check --quiet scripts tests benchmarks
	@$(PYTHON) -m mypy --no-error-summary
	@$(BIN)/zizmor --offline --quiet --pedantic --no-progress .github
	@$(PYTHON) -m pytest -rfEs --numprocesses auto --dist worksteal $(PYTEST_OPTIONS)

# The other sets contain the first one, so a venv made for the tests or for scans serves the site too.
environment:
	@$(FIND_PYTHON); "$$found" scripts/setup_venv.py --venv $(VENV) \
		requirements.txt requirements-test.txt requirements-ocr.txt

test-environment:
	@$(FIND_PYTHON); "$$found" scripts/setup_venv.py --venv $(VENV) requirements-test.txt

# Recognising scanned pages: an extra, because it is as large as all the rest together.
ocr:
	@$(FIND_PYTHON); "$$found" scripts/setup_venv.py --venv $(VENV) requirements-ocr.txt

# --no-emit-index-url: where packages come from is each machine's own setting and must not stand in the project.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header

lock:
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) requirements-test.in --output-file requirements-test.txt
	@$(LOCK) requirements-ocr.in --output-file requirements-ocr.txt
